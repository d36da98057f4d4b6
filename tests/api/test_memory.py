"""Nothing of a request is kept once it is answered."""

from __future__ import annotations

import gc
import random
import resource
from collections.abc import Iterator
from pathlib import Path

import pytest

from service.pipeline.claims.extraction import extract_claims
from service.pipeline.text.recall import forget_texts
from service.pipeline.text.terms import extract_terms
from service.pipeline.verification.truecasing import truecase
from tests.api.clients import run_app


@pytest.mark.slow
def test_no_word_of_a_request_is_found_in_the_process_afterwards() -> None:
    stem = "".join(random.Random(7).choices("bcdfghjklmnpqrstvwxz", k=9))
    with run_app() as client:
        for path, fields in (
            ("/v1/summaries", {"length": {"unit": "words", "value": 60}}),
            ("/v1/groups", {}),
            ("/v1/citations", {"text": f"the bridge of {stem}gamma was closed on monday by 48 {stem}delta people."}),
        ):
            articles = [
                {
                    "text": f"The bridge of {stem.title()}alpha was closed on {day} by {count} {stem}beta people.",
                    "id": day,
                }
                for day, count in (("Monday", 48), ("Tuesday", 45), ("Friday", 48))
            ]
            assert client.post(path, json={"articles": articles, **fields}).status_code == 200
            del articles, fields
        assert list(_find_kept(stem)) == []


@pytest.mark.slow
def test_a_cache_keeps_no_word_of_a_request() -> None:
    stem = "".join(random.Random(10).choices("bcdfghjklmnpqrstvwxz", k=9))
    with run_app(cache_bytes=10_000_000) as client:
        articles = [{"text": f"The bridge of {stem}alpha was closed on {day}."} for day in ("Monday", "Friday")]
        for _ in range(2):
            assert client.post("/v1/groups", json={"articles": articles}).status_code == 200
        assert 'chorus_cache_requests_total{kind="story",result="hit"} 1.0' in client.get("/metrics").text
        del articles
        assert list(_find_kept(stem)) == []


@pytest.mark.slow
def test_what_was_kept_would_be_found() -> None:
    stem = "".join(random.Random(8).choices("bcdfghjklmnpqrstvwxz", k=9))
    extract_terms(f"The {stem}alpha fell.", "en")
    extract_claims(f"The {stem}beta fell.", language="en", published_at=None)
    truecase("the fell", [f"The {stem}gamma fell."])
    assert list(_find_kept(stem)) != []
    forget_texts()
    assert list(_find_kept(stem)) == []


def _find_kept(stem: str) -> Iterator[str]:
    """Texts longer than `stem` that hold it, wherever an object of the process refers to them."""
    gc.collect()
    for holder in gc.get_objects():
        for value in gc.get_referents(holder):
            if type(value) is str and len(value) > len(stem) and stem in value.lower():
                yield f"{type(holder).__name__}: {value[:80]}"


@pytest.mark.slow
def test_a_thousand_different_requests_leave_memory_flat_and_no_word_behind() -> None:
    stem = "".join(random.Random(9).choices("bcdfghjklmnpqrstvwxz", k=9))
    with run_app() as client:
        resident = []
        for number in range(1_000):
            if number in (200, 999):
                gc.collect()
                resident.append(read_resident_bytes())
            text = (
                f"The bridge of {stem.title()}{number} was closed on Monday by {number} people of {stem}{number * 7}."
            )
            articles = [{"text": text}, {"text": f"{text} The mayor of {stem.title()}{number} denied it."}]
            assert client.post("/v1/groups", json={"articles": articles}).status_code == 200
            del articles, text
        assert resident[1] - resident[0] < 20_000_000
        assert list(_find_kept(stem)) == []


def read_resident_bytes() -> int:
    """Resident bytes of this process, as Linux counts them."""
    pages = int(Path("/proc/self/statm").read_text(encoding="ascii").split()[1])
    return pages * resource.getpagesize()
