"""Webhooks: the end of a job told to an address of the client's, signed, and never to a machine of ours."""

from __future__ import annotations

import asyncio
import ipaddress
import json
import socket
from collections.abc import Callable, Mapping, Sequence
from datetime import UTC, datetime
from urllib.parse import urlsplit

import httpx2
from standardwebhooks import Webhook

from service.errors import SummarizationError
from service.runtime.job_records import Job

_TIMEOUT_SECONDS = 10.0
_GATEWAYS = tuple(ipaddress.ip_network(net) for net in ("2002::/16", "2001::/32"))
"""Addresses that stand for others (6to4, Teredo), which may be private ones."""
_GIVEN_OUT = ipaddress.ip_network("2000::/3")
"""Of IPv6, what is the internet's. Without, there are more that stand for others (NAT64, ::/96), and site-local ones.
Source: IANA, Internet Protocol Version 6 Address Space."""
Resolve = Callable[[str], Sequence[str]]
"""The addresses of a host. Raises: OSError."""


class WebhookAddressError(SummarizationError):
    """A webhook's address is none that may be told anything; `reason` says why."""

    def __init__(self, *, reason: str) -> None:
        self.reason = reason
        super().__init__(reason)


class WebhookFailedError(SummarizationError):
    """The receiver could not be reached, or did not answer with a status from 200 to 299."""


def resolve(host: str) -> list[str]:
    """The addresses of `host`, in the order of the system's choice. Raises: OSError."""
    return list(dict.fromkeys(str(found[4][0]) for found in socket.getaddrinfo(host, None, type=socket.SOCK_STREAM)))


def is_public(text: str) -> bool:
    """Whether an address is one of the internet's: not loopback, link-local, private or reserved, however written."""
    address = ipaddress.ip_address(text.partition("%")[0])
    if isinstance(address, ipaddress.IPv6Address):
        if not address.ipv4_mapped:
            return address in _GIVEN_OUT and address.is_global and not any(address in net for net in _GATEWAYS)
        address = address.ipv4_mapped
    return address.is_global and not address.is_multicast


def _write_out(host: str) -> str:
    """An IPv4 address that is written short, or in another base (127.1, 0x7f000001), as it is usual; else `host`."""
    try:
        return socket.inet_ntoa(socket.inet_aton(host))
    except OSError:
        return host


class WebhookSender:
    """Sends webhooks as Standard Webhooks has them."""

    def __init__(
        self, secret: str, *, private: bool, resolve: Resolve = resolve, timeout_seconds: float = _TIMEOUT_SECONDS
    ) -> None:
        """private: whether they may go to any address. timeout_seconds: for a try, but for the look-up of the host."""
        self._signature, self._private, self._resolve = Webhook(secret), private, resolve
        self._timeout_seconds = timeout_seconds

    def check(self, url: str) -> None:
        """Raises: WebhookAddressError if `url` names no host, or an address, or this machine, that none may go to."""
        parts = urlsplit(url)
        host = parts.hostname or ""
        try:
            httpx2.URL(url)
            host.encode("idna")  # as who looks it up does: no label is empty or longer than 63
            _ = parts.port
        except (httpx2.InvalidURL, ValueError) as error:
            raise WebhookAddressError(reason=f"{parts.netloc} is no address of a host") from error
        try:
            public = is_public(_write_out(host))
        except ValueError:
            public = not f".{host.removesuffix('.')}".endswith(".localhost")
        if not public and not self._private:
            raise WebhookAddressError(reason=f"{host} is no address of the internet")

    def send(self, job: Job) -> None:
        """Tells the receiver how `job` ended. Nothing is followed: a redirect is a failure.

        The address is looked up once, checked, and the very one that is connected to.

        Raises: WebhookAddressError if the host may not be told anything; WebhookFailedError.
        """
        url = httpx2.URL(job.webhook_url or "")
        address = self._choose_address(url.host)
        moment = datetime.now(UTC)
        content = json.dumps(
            {
                "type": f"job.{job.state}",
                "timestamp": datetime.fromtimestamp(job.ended_at or 0, UTC).isoformat(),
                "data": {"id": job.id, "kind": job.kind, "state": job.state},
            }
        )
        headers = {
            "host": url.netloc.decode("ascii"),
            "content-type": "application/json",
            "webhook-id": job.id,
            "webhook-timestamp": str(int(moment.timestamp())),
            "webhook-signature": self._signature.sign(job.id, moment, content),
        }
        try:
            status = asyncio.run(self._post(url, address, content, headers))
        except (httpx2.HTTPError, TimeoutError) as error:
            raise WebhookFailedError(f"cannot reach {url.host}: {type(error).__name__}") from error
        if not httpx2.codes.is_success(status):
            raise WebhookFailedError(f"{url.host} answered {status}")

    async def _post(self, url: httpx2.URL, address: str, content: str, headers: Mapping[str, str]) -> int:
        """The status that `address` answers. Raises: TimeoutError if that takes too long; httpx2.HTTPError."""
        # A limit for each read alone would have whoever answers a byte at a time keep a thread for as long as it likes.
        async with (
            asyncio.timeout(self._timeout_seconds),
            httpx2.AsyncClient(trust_env=False, timeout=None) as client,
            client.stream(
                "POST",
                url.copy_with(host=address),
                content=content,
                headers=headers,
                # The certificate is that of the host, though the connection goes to the address.
                extensions={"sni_hostname": url.host},
            ) as response,
        ):
            return response.status_code

    def _choose_address(self, host: str) -> str:
        """The first address of `host`. All have to be public, so that none of two answers hides the other."""
        try:
            addresses = self._resolve(host)
        except (OSError, UnicodeError) as error:
            raise WebhookFailedError(f"{host} has no address: {error}") from error
        if not addresses:
            raise WebhookFailedError(f"{host} has no address")
        if not self._private and (inner := [address for address in addresses if not is_public(address)]):
            raise WebhookAddressError(reason=f"{host} is at {inner[0]}, which is no address of the internet")
        return addresses[0]
