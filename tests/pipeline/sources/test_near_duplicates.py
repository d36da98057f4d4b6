from __future__ import annotations

import json
import random
from datetime import UTC, datetime
from pathlib import Path

import pytest

from service.domain import Article, Boilerplate, BoilerplateKind
from service.pipeline.sources.near_duplicates import find_near_duplicates
from tests.pipeline.stories import article, write_report

SEEDS = Path(__file__).parents[3] / "seeds" / "articles.jsonl"
WIRE = write_report(1)


def origins(*texts: str) -> tuple[int, ...]:
    return find_near_duplicates([article(text, index=i) for i, text in enumerate(texts)]).origin


def share(text: str, words: int) -> str:
    """The first so many words of `text`."""
    return " ".join(text.split()[:words])


def test_articles_of_their_own_have_origins_of_their_own() -> None:
    assert origins(WIRE, write_report(2), write_report(3)) == (0, 1, 2)


@pytest.mark.parametrize("part", [1, 2, 3])
def test_an_abridgement_shares_its_origin(part: int) -> None:
    assert origins(WIRE, "Another headline\n" + WIRE[: len(WIRE) // part], write_report(2)) == (0, 0, 1)


def test_light_rewording_and_dropped_sentences_do_not_hide_a_copy() -> None:
    chance = random.Random(5)
    kept = [s for s in WIRE.split(". ") if chance.random() > 0.3]
    words = [word if chance.random() > 0.1 else "reworded" for word in ". ".join(kept).split()]
    assert origins(WIRE, " ".join(words)) == (0, 0)


def test_a_copy_needs_more_words_than_chance_gives() -> None:
    # The shorter text has 300 words, of which two reports may share 40 + 0.15 * 300 = 85.
    for shared, expected in ((84, (0, 1)), (86, (0, 0))):
        assert origins(WIRE, share(WIRE, shared) + " " + share(write_report(2, 40), 300 - shared)) == expected


def test_one_agency_credited_by_both_lowers_the_bar_and_never_merges_alone() -> None:
    # Without a credit 85 words are needed, with one nine tenths of them, which is 77.
    def rewrite(shared: int) -> str:
        return share(WIRE, shared) + " " + share(write_report(2, 40), 300 - shared)

    credit, other = "\nAssociated Press\n", "\nReuters\n"
    assert origins(WIRE + credit, rewrite(80) + credit) == (0, 0)
    assert origins(WIRE + credit, rewrite(80) + other) == (0, 1)
    assert origins(WIRE + credit, rewrite(80)) == (0, 1)
    assert origins(WIRE + credit, rewrite(60) + credit) == (0, 1)
    assert origins(WIRE + credit, write_report(2) + credit) == (0, 1)


def test_a_shared_quotation_is_no_copy() -> None:
    for opening, closing in ("“”", '""', "«»"):
        quotation = f" {opening}{write_report(9, sentences=8)}{closing} "
        assert origins(WIRE + quotation, write_report(2) + quotation) == (0, 1)


def test_a_shared_caption_is_no_copy() -> None:
    caption = f"\n{share(write_report(9), 60)} (AP Photo/Jane Doe)\n"
    assert origins(WIRE + caption, write_report(2, sentences=10) + caption) == (0, 1)


def test_equal_short_texts_are_copies_though_they_have_few_words() -> None:
    assert origins("Markets closed early.", "Markets  closed early.", "Markets rose.") == (0, 0, 1)


def test_texts_that_only_quote_are_copies_if_they_are_equal() -> None:
    assert origins(f"“{WIRE}”", f"“{WIRE}”", f"“{write_report(2)}”") == (0, 0, 1)


def test_articles_without_words_are_no_copies_of_others() -> None:
    assert origins("", "…", WIRE, "Markets closed early.") == (0, 1, 2, 3)


def test_an_abridgement_does_not_join_what_was_apart() -> None:
    # Another report has 60 words of the wire text: a fifth of it, but more than half of the wire's first third.
    other = share(WIRE, 60) + " " + write_report(2)
    third = share(WIRE, 100)
    assert origins(WIRE, other) == (0, 1)
    assert origins(WIRE, other, third) == (0, 1, 0)
    assert origins(third, other, WIRE) == (0, 1, 0)


def test_abridgements_that_share_nothing_meet_in_the_full_text() -> None:
    words = WIRE.split()
    assert origins(" ".join(words[:100]), " ".join(words[200:]), WIRE) == (0, 0, 0)
    assert origins(" ".join(words[:100]), " ".join(words[200:])) == (0, 1)


def test_languages_without_spaces_are_compared_by_characters() -> None:
    chance = random.Random(3)
    one, two = ("".join(chance.choices("桥河风暴市长工人夜里关闭报告学校边境冬天法官医生", k=200)) for _ in range(2))
    assert origins(one, two, one[:80] + "。") == (0, 1, 0)


def test_the_original_is_published_first_else_the_longest() -> None:
    short, long = article(WIRE[:1500], index=0), article(WIRE, index=1)
    assert find_near_duplicates([short, long]).copy_of == (1, None)
    early = Article(id="a1", index=0, text=short.text, published_at=datetime(2024, 11, 20, tzinfo=UTC))
    assert find_near_duplicates([early, long]).copy_of == (None, 0)


def published(text: str, hour: int | None, *, index: int, source: str) -> Article:
    at = None if hour is None else datetime(2024, 11, 20, hour, tzinfo=UTC)
    return Article(id=f"a{index}", index=index, text=text, source=source, published_at=at)


@pytest.mark.parametrize("hour", [7, 8, 0, None])
def test_an_agency_is_the_original_of_what_papers_print_whenever_they_say_they_did(hour: int | None) -> None:
    paper = published(f"LIMA (AP) - {WIRE}", hour, index=0, source="Coast Post")
    assert find_near_duplicates([paper, published(WIRE, 8, index=1, source="AP")]).copy_of == (1, None)


def test_a_day_alone_is_no_earlier_than_an_hour_of_it() -> None:
    day, hour = published(WIRE, 0, index=0, source="Post"), published(WIRE, 9, index=1, source="Times")
    assert find_near_duplicates([day, hour]).copy_of == (1, None)


@pytest.mark.parametrize(("hour", "expected"), [(12, (0, 1, 0)), (7, (0, 0, 0)), (None, (0, 0, 0))])
def test_a_later_roundup_joins_none_of_those_it_took_from(hour: int | None, expected: tuple[int, ...]) -> None:
    other = write_report(2)
    roundup = f"{share(WIRE, 101)} {share(other, 100)} {write_report(5, 40)}"
    one, two = published(WIRE, 8, index=0, source="Post"), published(other, 9, index=1, source="Times")
    assert find_near_duplicates([one, two, published(roundup, hour, index=2, source="Digest")]).origin == expected


def test_longer_papers_that_work_different_parts_of_an_agency_in_meet_in_it() -> None:
    agency = published(WIRE, 8, index=0, source="AP")
    one, two = share(WIRE, 120), " ".join(WIRE.split()[120:250])
    papers = [
        published(f"{part} {write_report(seed + 10)}", hour, index=seed, source=f"Paper {seed}")
        for seed, (part, hour) in enumerate([(one, 9), (two, None)], start=1)
    ]
    assert find_near_duplicates([agency, *papers]).origin == (0, 0, 0)


@pytest.mark.parametrize(("kind", "expected"), [(BoilerplateKind.SITE, (0, 1)), (BoilerplateKind.TOO_LONG, (0, 0))])
def test_lines_of_the_site_are_nobodys_wording(kind: BoilerplateKind, expected: tuple[int, ...]) -> None:
    notice = f"\n{write_report(9, sentences=8)}"
    articles = [article(write_report(seed, sentences=10) + notice, index=seed) for seed in (0, 1)]
    ends = [len(one.text) for one in articles]
    lines = [Boilerplate(article_index=i, start=end - len(notice), end=end, kind=kind) for i, end in enumerate(ends)]
    assert find_near_duplicates(articles, lines).origin == expected


def test_of_the_seeds_the_two_versions_of_one_agency_story_share_an_origin_and_no_others() -> None:
    rows = [json.loads(line) for line in SEEDS.read_text(encoding="utf-8").splitlines()]
    found = find_near_duplicates([Article(id=row["id"], index=i, text=row["text"]) for i, row in enumerate(rows)])
    assert found.origin == (0, 0, 1, 2, 3)
    assert found.copy_of == (1, None, None, None, None)
