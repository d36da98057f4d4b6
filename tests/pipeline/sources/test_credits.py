from __future__ import annotations

from dataclasses import replace

import pytest

from service.domain import Article
from service.pipeline.sources.credits import find_credits, is_agency


def credited(text: str, *, source: str | None = None, url: str | None = None) -> set[str]:
    return set(find_credits(Article(id="a", index=0, text=text, source=source, url=url)))


@pytest.mark.parametrize(
    ("text", "agency"),
    [
        ("FRANKLIN, Tenn. (AP) — A ferry sank.", "AP"),
        ("Headline\nLIMA, Dec 1 (Reuters) - A ferry sank.", "Reuters"),
        ("(Reuters Health) - One in seven.", "Reuters"),
        ("NEW YORK, May 3, 2016 /PRNewswire/ -- A firm said.", "PR Newswire"),
        ("By The Associated Press\nA ferry sank.", "AP"),
        ("BY JANE DOE, ASSOCIATED PRESS\nA ferry sank.\nAP", "AP"),
        ("By Jane Doe | Reuters\nA ferry sank.", "Reuters"),
        ("A ferry sank.\n(AFP)", "AFP"),
        ("A ferry sank.\nSource: AP", "AP"),
        ("A ferry sank.\n© 2016 AFP", "AFP"),
        ("A ferry sank. Copyright 2017 The Associated Press. All rights reserved.", "AP"),
        ("A ferry sank.\nAssociated Press writer Jane Doe contributed to this report from Lima.", "AP"),
        ("A ferry sank.\nDoe writes for the Associated Press.", "AP"),
        ("A ferry sank.\nCity News Service contributed to this report.", "City News Service"),
        ("A ferry sank.\nWith files from The Canadian Press", "Canadian Press"),
    ],
)
def test_credit_for_the_text_is_found(text: str, agency: str) -> None:
    assert credited(text) == {agency}


def test_two_agencies_may_be_credited() -> None:
    text = "A ferry sank.\nAgence France-Presse and Associated Press contributed to this report"
    assert credited(text) == {"AFP", "AP"}


@pytest.mark.parametrize(
    "text",
    [
        "The captain told Reuters that the ferry sank.",
        "The captain told The Associated Press, which first reported it.",
        "A ferry at the pier. (AP Photo/Jane Doe)",
        "Image copyright AFP Image caption A ferry at the pier",
        "Jane Doe/AFP/Getty Images",
        "Mayor Michael Bloomberg said the ferry sank.",
        "The MAP (Marine Action Plan) - a list.",
        "",
    ],
)
def test_pictures_and_sources_of_a_statement_are_no_credit(text: str) -> None:
    assert credited(text) == set()


@pytest.mark.parametrize(
    ("stated", "expected"),
    [
        ({"source": "The Associated Press"}, True),
        ({"source": "AP News", "source_id": "family:Associated Press"}, True),
        ({"url": "https://www.reuters.com/a"}, True),
        ({"source": "Reuters", "stated_publisher": "Coast Post"}, False),
        ({"source": "Coast Post"}, False),
        ({}, False),
    ],
)
def test_an_agency_is_who_publishes_not_who_is_credited(stated: dict[str, str], expected: bool) -> None:
    article = replace(Article(id="a", index=0, text="LIMA (AP) - A ferry sank."), **stated)  # type: ignore[arg-type]
    assert is_agency(article) == expected


def test_source_and_address_are_credits() -> None:
    assert credited("A ferry sank.", source="The Associated Press") == {"AP"}
    assert credited("A ferry sank.", source="Reuters ") == {"Reuters"}
    assert credited("A ferry sank.", source="Reuters Watch") == set()
    assert credited("A ferry sank.", url="https://www.apnews.com/article/1") == {"AP"}
    assert credited("A ferry sank.", url="https://notapnews.com/article/1") == set()
