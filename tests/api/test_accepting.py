"""What a client accepts is read as HTTP means it."""

from __future__ import annotations

import pytest
from starlette.requests import Request

from service.api.accepting import accepts


@pytest.mark.parametrize(
    ("header", "accepted"),
    [
        ("text/html", True),
        ("application/json, Text/HTML ; q=0.5", True),
        ("text/html;charset=utf-8", True),
        ("text/html;q=0", False),
        ("text/html; Q=0.000, */*", False),
        ("*/*", False),
        ("text/htmlx", False),
        ("", False),
    ],
)
def test_a_media_type_is_accepted_by_its_name(header: str, accepted: bool) -> None:
    request = Request({"type": "http", "headers": [(b"accept", header.encode())]})
    assert accepts(request, "text/html") is accepted
