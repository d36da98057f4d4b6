"""Bodies that come compressed."""

from __future__ import annotations

import zlib

from service.errors import MalformedBodyError, PayloadTooLargeError
from service.pipeline.text.watching import look_at_clock

GZIP = "gzip"
_WITH_GZIP_HEADER = 16 + zlib.MAX_WBITS


def inflate(body: bytes, limit_bytes: int) -> bytes:
    """What `body` holds in gzip, one member after the other. No more than the limit and a byte is ever inflated.

    Raises: PayloadTooLargeError if it holds more than `limit_bytes`; MalformedBodyError if it is no gzip, or not whole.
    """
    inflated = bytearray()
    rest = body
    while True:
        look_at_clock()
        member = zlib.decompressobj(_WITH_GZIP_HEADER)
        try:
            inflated += member.decompress(rest, limit_bytes + 1 - len(inflated))
        except zlib.error as error:
            raise MalformedBodyError("the body is not gzip, as its content encoding says") from error
        if len(inflated) > limit_bytes:
            raise PayloadTooLargeError(limit_bytes=limit_bytes)
        if not member.eof:
            raise MalformedBodyError("the body in gzip ends too early")
        rest = member.unused_data
        if not rest:
            return bytes(inflated)
