"""Bodies that come compressed."""

from __future__ import annotations

import zlib

from service.errors import MalformedBodyError, PayloadTooLargeError
from service.pipeline.text.watching import look_at_clock

GZIP = "gzip"
_WITH_GZIP_HEADER = 16 + zlib.MAX_WBITS
_FIRST_PIECE, _LARGEST_PIECE = 256, 1024 * 1024
"""Bytes that are inflated at once: few first, since what is behind the end of a member is read again."""


def inflate(body: bytes | bytearray, limit_bytes: int) -> bytearray:
    """What `body` holds in gzip, one member after the other. No more than the limit and a byte is ever inflated.

    Cost: linear, of however many members.
    Raises: PayloadTooLargeError if it holds more than `limit_bytes`; MalformedBodyError if it is no gzip, or not whole;
    DeadlineExceededError.
    """
    inflated, place = bytearray(), 0
    while True:
        place = _inflate_member(body, place, inflated, limit_bytes)
        if place == len(body):
            return inflated


def _inflate_member(body: bytes | bytearray, place: int, inflated: bytearray, limit_bytes: int) -> int:
    """Adds what the member holds that begins at `place`. Returns: the place behind it."""
    member, size, filled = zlib.decompressobj(_WITH_GZIP_HEADER), _FIRST_PIECE, False
    while not member.eof:
        look_at_clock()
        piece = member.unconsumed_tail or body[place : place + size]
        if not piece and not filled:
            raise MalformedBodyError("the body in gzip ends too early")
        place += 0 if member.unconsumed_tail else len(piece)
        most = min(_LARGEST_PIECE, limit_bytes + 1 - len(inflated))
        try:
            part = member.decompress(piece, most)
        except zlib.error as error:
            raise MalformedBodyError("the body is not gzip, as its content encoding says") from error
        inflated += part
        filled = len(part) == most
        if len(inflated) > limit_bytes:
            raise PayloadTooLargeError(limit_bytes=limit_bytes)
        size = min(2 * size, _LARGEST_PIECE)
    return place - len(member.unused_data)
