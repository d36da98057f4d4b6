"""Answers of the service, small enough to check by eye."""

from __future__ import annotations

from typing import Any

ENCODER: dict[str, Any] = {
    "name": "double",
    "revision": None,
    "sha256": "0" * 64,
    "dimension": 8,
    "dtype": "float32",
    "max_tokens": 256,
    "similarity_threshold": 0.68,
    "languages": [],
}
FROZE = {"article_id": "north", "article_index": 0, "start": 0, "end": 18, "text": "The harbour froze."}
ICE = {"article_id": "south", "article_index": 1, "start": 40, "end": 63, "text": "Ice closed the harbour."}
WAIT = {"article_id": "north", "article_index": 0, "start": 19, "end": 30, "text": "Ships wait."}


def citation(place: dict[str, Any], role: str = "representative") -> dict[str, Any]:
    cited = {name: value for name, value in place.items() if name != "text"}
    return {**cited, "cited_text": place["text"], "role": role, "score": 1.0}


def sentence_citation(place: dict[str, Any], span: tuple[int, int], role: str = "representative") -> dict[str, Any]:
    """span: of the part of the sentence that it is about."""
    return {**citation(place, role), "claim_start": span[0], "claim_end": span[1]}


def coverage(articles: int, independent_sources: int) -> dict[str, int]:
    return {"articles": articles, "sources": articles, "independent_sources": independent_sources}


def envelope() -> dict[str, Any]:
    return {
        "id": "sum_1",
        "models": {"encoder": ENCODER, "same_fact": None, "rewriter": None, "entailment": None},
        "receipt": {"input_sha256": "1" * 64, "settings_sha256": "2" * 64, "articles": []},
        "warnings": ["south is in a language that the encoder does not know"],
        "timings_ms": {"queue": 0.5, "embed": 20.0},
    }


def summary_answer() -> dict[str, Any]:
    """Two sentences; the first stands in two articles, and the second cites one place of the first again."""
    verbatim = {"status": "verbatim", "score": 1.0, "reasons": [], "spans": []}
    return {
        **envelope(),
        "mode": "extractive",
        "summary": "The harbour froze. Ships wait.",
        "sentences": [
            {
                "text": "The harbour froze.",
                "start": 0,
                "end": 18,
                "group_id": "g1",
                "coverage": coverage(2, 2),
                "citations": [sentence_citation(FROZE, (0, 18)), sentence_citation(ICE, (0, 18), "supporting")],
                "verification": verbatim,
            },
            {
                "text": "Ships wait.",
                "start": 19,
                "end": 30,
                "group_id": "g2",
                "coverage": coverage(1, 1),
                "citations": [sentence_citation(WAIT, (19, 30)), sentence_citation(ICE, (19, 30), "supporting")],
                "verification": verbatim,
            },
        ],
        "groups": [],
        "conflicts": [],
        "articles": [
            {
                "id": "north",
                "sentences": 2,
                "cited": 2,
                "boilerplate": 0,
                "copy_of": None,
                "story": "s1",
                "boilerplate_spans": [],
                "source": "name:north",
            },
            {
                "id": "south",
                "sentences": 9,
                "cited": 1,
                "boilerplate": 1,
                "copy_of": "north",
                "story": "s1",
                "boilerplate_spans": [{"start": 0, "end": 12, "kind": "dateline"}],
                "source": "name:south",
            },
        ],
        "length": {"unit": "words", "requested": 7, "actual": 5, "stop_reason": "length"},
    }


def groups_answer() -> dict[str, Any]:
    member = {"similarity": 0.9, "origin": "o1"}
    return {
        **envelope(),
        "groups": [
            {
                "id": "g1",
                "rank": 1,
                "coverage": coverage(2, 2),
                "salience": 0.75,
                "representative": 1,
                "members": [{**FROZE, **member}, {**ICE, **member}],
            }
        ],
        "articles": [],
    }


def citations_answer() -> dict[str, Any]:
    return {
        **envelope(),
        "sentences": [
            {
                "text": "The harbour is frozen.",
                "start": 0,
                "end": 22,
                "citations": [
                    sentence_citation(FROZE, (0, 22), "supporting"),
                    sentence_citation(ICE, (0, 22), "related"),
                ],
                "verification": {"status": "supported", "score": 0.83, "reasons": [], "spans": []},
            },
            {
                "text": "Nine ships sank.",
                "start": 23,
                "end": 39,
                "citations": [],
                "verification": {
                    "status": "contradicted",
                    "score": 0.1,
                    "reasons": ["no article says 'Nine'"],
                    "spans": [
                        {"start": 23, "end": 27, "kind": "number", "contradicting": [citation(WAIT, "disputing")]}
                    ],
                },
            },
        ],
        "support": 0.5,
        "statuses": {"contradicted": 1, "supported": 1},
    }


def conflict() -> dict[str, Any]:
    """Two articles that name different days."""
    return {
        "id": "c1",
        "kind": "date",
        "status": "conflict",
        "group_ids": ["g1"],
        "statement": "Sources differ on when (harbour): Monday (north) or Tuesday (south).",
        "sides": [
            {"value": "Monday", "coverage": coverage(1, 1), "citations": [citation(FROZE, "supporting")]},
            {"value": "Tuesday", "coverage": coverage(1, 1), "citations": [citation(ICE, "supporting")]},
        ],
    }


def update() -> dict[str, Any]:
    """A count that rose from one article to the next."""
    steps = [("3 ships", FROZE, "2024-11-18T08:00:00Z"), ("9 ships", ICE, "2024-11-19T18:30:00Z")]
    return {
        **conflict(),
        "id": "c2",
        "kind": "quantity",
        "status": "update",
        "statement": "Reports of the number (ships) have changed: 3 ships (north, 18 November 08:00), then 9 ships "
        "(south, 19 November 18:30).",
        "sides": [
            {"value": value, "coverage": coverage(1, 1), "citations": [citation(place, "supporting")], "as_of": as_of}
            for value, place, as_of in steps
        ],
    }


def stories_answer(*stories: tuple[str, list[str]]) -> dict[str, Any]:
    told = stories or (("st_ice", ["n1", "n2"]), ("st_beer", ["n3"]))
    return {
        **envelope(),
        "stories": [
            {
                "id": name,
                "articles": articles,
                "stray": len(articles) == 1,
                "coverage": coverage(len(articles), len(articles)),
                "first_published_at": "2026-03-02T00:00:00Z",
                "last_published_at": "2026-03-03T00:00:00Z",
            }
            for name, articles in told
        ],
        "articles": [
            {
                "id": article,
                "story": name,
                "stray": len(articles) == 1,
                "copy_of": None,
                "likeness": None,
                "source": article,
            }
            for name, articles in told
            for article in articles
        ],
    }
