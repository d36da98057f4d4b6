from __future__ import annotations

from datetime import UTC, datetime

import pytest

from chorus_client import ChorusClient
from chorus_client.exchange import is_local, read_address, read_retry_after


@pytest.mark.parametrize("url", ["", "chorus", "ftp://chorus", "http://", "http://[::"])
def test_what_is_no_address_is_refused_at_once(url: str) -> None:
    with pytest.raises(ValueError, match="web address"):
        ChorusClient(url)


@pytest.mark.parametrize(
    ("value", "seconds"),
    [
        (None, None),
        ("0", 0.0),
        ("12", 12.0),
        ("Tue, 04 Mar 2025 18:00:30 GMT", 30.0),
        ("Tue, 04 Mar 2025 17:00:00 GMT", 0.0),
        ("soon", None),
        ("-3", None),
        ("²", None),
    ],
)
def test_retry_after_is_a_number_or_a_date(value: str | None, seconds: float | None) -> None:
    now = datetime(2025, 3, 4, 18, tzinfo=UTC)
    assert read_retry_after(value, now=now) == seconds


@pytest.mark.parametrize(
    ("url", "local"),
    [
        ("http://127.0.0.1:8000", True),
        ("http://localhost", True),
        ("http://[::1]:80", True),
        ("https://chorus.example", False),
    ],
)
def test_no_proxy_stands_between_this_machine_and_itself(url: str, local: bool) -> None:
    assert is_local(read_address(url)) is local
