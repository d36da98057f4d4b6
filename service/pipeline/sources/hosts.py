"""Hosts of web addresses, and the sites that they belong to."""

from __future__ import annotations

import ipaddress
import re
from collections.abc import Iterator
from functools import cache
from urllib.parse import unquote, urlsplit

import idna
from publicsuffixlist import PublicSuffixList

_ADDRESS = re.compile(
    r"(?<![^\s/@])(?:https?://)?[^\s/@.]*+\.(?:[^\s/@.]*+\.)*(?<=[^\s/@]\.)[^\s/@.]{2,}+(?:/\S*+)?", re.IGNORECASE
)
_FOR_DOCUMENTS = frozenset({"example", "test", "invalid", "localhost"})
"""Top-level domains that RFC 2606 reserves; the list of public suffixes does not name them."""


def read_host(url: str) -> str | None:
    """The host of `url` in Unicode, lower case; None where there is none."""
    try:
        host = urlsplit(url).hostname
    except ValueError:
        return None
    return _to_unicode(unquote(host)) if host else None


def read_address(name: str) -> str | None:
    """The host that `name` is, if it is one, with or without a path: "NYTimes.com", "https://www.bbc.co.uk/news"."""
    stated = name.strip()
    if not _ADDRESS.fullmatch(stated):
        return None
    host = read_host(stated if "://" in stated else f"https://{stated}")
    return host if host and _has_known_end(host) else None


def read_kept_host(url: str) -> str | None:
    """The host of the page that the path of `url` holds: web.archive.org/web/2024/https://apnews.com/article/1."""
    *folders, _ = urlsplit(url).path.split("/")
    return next(filter(None, map(read_address, filter(None, folders))), None)


def find_domain(host: str) -> str:
    """The registrable domain that `host` belongs to: one label and a public suffix; `host` itself where it has none.

    Suffixes under which anybody may publish (github.io) count as public.
    Source: Public Suffix List, https://publicsuffix.org, as bundled with publicsuffixlist.
    """
    if _is_ip(host):
        return host
    return _suffixes().privatesuffix(host) or host


def find_label(domain: str) -> str:
    """The label of a registrable domain that is its owner's: "bbc" of bbc.co.uk."""
    suffix = None if _is_ip(domain) else _suffixes().publicsuffix(domain)
    return domain if suffix is None or suffix == domain else domain.removesuffix(f".{suffix}").rpartition(".")[2]


def list_parents(host: str) -> Iterator[str]:
    """`host`, then the hosts that it is part of, the longest first."""
    labels = host.split(".")
    for start in range(len(labels)):
        yield ".".join(labels[start:])


def _to_unicode(host: str) -> str:
    """One form of a host that has several: punycode, upper case, full width, a dot at its end."""
    lowered = host.casefold().rstrip(".")
    try:
        return idna.decode(idna.encode(lowered, uts46=True))
    except (idna.IDNAError, UnicodeError):
        return lowered


def _has_known_end(host: str) -> bool:
    end = host.rpartition(".")[2]
    return end in _FOR_DOCUMENTS or _suffixes().publicsuffix(host, accept_unknown=False) is not None


def _is_ip(host: str) -> bool:
    try:
        ipaddress.ip_address(host)
    except ValueError:
        return False
    return True


@cache
def _suffixes() -> PublicSuffixList:
    """The bundled list, in Unicode alone. Takes about 12 ms to read, once."""
    return PublicSuffixList(accept_encoded_idn=False)
