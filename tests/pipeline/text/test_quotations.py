from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from service.pipeline.text.quotations import (
    OMITTED,
    find_long_quotations,
    find_quotations,
    find_unfinished,
    has_quotation_mark,
    mask_borrowed,
    stands_alone,
)
from service.pipeline.text.shingles import split_words
from tests.work import measure_growth


def own(text: str) -> str:
    """The words of `text` that are its own, a stretch left out shown as one mark."""
    return " ".join(split_words(mask_borrowed(text)))


@pytest.mark.parametrize(
    ("text", "words"),
    [
        ("He said “we go” and left.", "He said § and left"),
        ('He said "we go" and left.', "He said § and left"),
        ('"First paragraph.\n"Second paragraph," he said. "No."', "§ he said §"),
        ("“One.\n“Two.” Three.", "§ Three"),
        ("“Never closed, he said.", "Never closed he said"),
        ("‘I don’t go,’ he said of the workers’ rights.", "§ he said of the workers rights"),
        ("'We don't go,' he said of the workers' '90s.", "§ he said of the workers 90s"),
        ("Er sagte „Wir gehen“ und ging.", "Er sagte § und ging"),
        ("Il a dit « non » hier.", "Il a dit § hier"),
        ("彼は「はい」と言った", "彼 は § と 言 っ た"),
        ("It was 6'2\" tall.", "It was 6 2 tall"),
    ],
)
def test_quotations_are_left_out(text: str, words: str) -> None:
    assert own(text) == words


@pytest.mark.parametrize(
    "line",
    [
        "We did our best. What a night! — A. Mayor (@mayor) December 28, 2016",
        "A ferry lies at the pier on Tuesday, Jan. 24, 2017. (AP Photo/Jane Doe)",
        "A ferry lies at the pier on Tuesday, while the mayor and his... (Associated Press)",
        "A ferry at the pier. Jane Doe/AFP/Getty Images",
        "REUTERS/Jane Doe",
        "A ferry at the pier. (Reuters/Jan de Vries)",
        "A ferry at the pier. Jane Doe/AFP",
    ],
)
def test_posts_and_captions_are_left_out_to_the_end_of_their_line(line: str) -> None:
    assert own(f"The ferry sank.\n{line}\nNobody was hurt.") == "The ferry sank § Nobody was hurt"


@pytest.mark.parametrize(
    "text",
    [
        "The captain told The Associated Press that the ferry had been inspected in May, as the law asks.",
        "Most voters back the ferry, a Reuters/Ipsos poll showed.",
        "Most voters back the ferry in a poll by Reuters/Ipsos.",
        "A Gallup/AP survey showed that most voters back it.",
    ],
)
def test_a_paragraph_is_no_caption_because_an_agency_is_named_in_it(text: str) -> None:
    assert mask_borrowed(text) == text


@given(st.text(alphabet="ab.,'\"“”‘’«»„「」()@—-\n §", max_size=80))
def test_masked_text_has_the_length_of_the_text_so_that_spans_hold_in_it(text: str) -> None:
    masked = mask_borrowed(text)
    assert len(masked) == len(text)
    assert all(one == two or one in (OMITTED, "“", "”") for one, two in zip(masked, text, strict=True))


@pytest.mark.parametrize("mark", ["“", "„", "«", "「"])
def test_quotations_that_are_never_closed_cost_no_more_than_their_length(mark: str) -> None:
    short, long = (f"{mark}a " * count for count in (2_500, 20_000))

    assert mask_borrowed(long) == long
    assert measure_growth(lambda: mask_borrowed(short), lambda: mask_borrowed(long)) < 20.0  # 64 as the square


def test_quotations_end_at_the_nearest_mark_that_closes_them() -> None:
    assert mask_borrowed("a „b“ c “d “e” f” «g» h") == "a §§§ c §§§§§§ f” §§§ h"
    assert mask_borrowed(f"“{'a' * 2001}” b") == f"“{'a' * 2001}” b"
    assert mask_borrowed(f"“{'a' * 2000}” b") == f"{'§' * 2002} b"


@pytest.mark.parametrize(
    ("paragraphs", "spans"),
    [
        (["He said: “They lied.", "“We will sue.”"], [[(9, 20)], []]),
        (['He said: "They lied.', '"We will sue."'], [[(9, 20)], []]),
        (["„Sie logen.", "„Wir klagen.“"], [[(0, 11)], []]),
        (["»Sie logen.", "»Wir klagen.«"], [[(0, 11)], []]),
        (["« Ils mentaient.", "« Assez. »"], [[(0, 16)], []]),
        (["‘They’ve lied.", "‘We will sue.’"], [[(0, 14)], []]),
        (["“They lied.", "We will sue,” he said."], [[(0, 11)], [(0, 13)]]),
        (["“They lied.", "The firm denied it."], [[], []]),
        (["“They lied.”", "“We will sue.”"], [[], []]),
        (['A 5" pipe broke.', '"We saw it."'], [[], []]),
    ],
)
def test_a_quotation_goes_on_over_paragraphs(paragraphs: list[str], spans: list[list[tuple[int, int]]]) -> None:
    assert [[(span.start, span.end) for span in own] for own in find_unfinished(paragraphs)] == spans


@pytest.mark.parametrize(
    ("sentence", "alone"),
    [
        ("“They lied.”", True),
        ('"They lied and hid it.', True),
        ("“They lied,” he said.", False),
        ("They lied.", False),
    ],
)
def test_a_quotation_stands_alone_where_nobody_is_said_to_speak(sentence: str, alone: bool) -> None:
    assert stands_alone(sentence) is alone


@pytest.mark.parametrize(
    ("sentence", "quoted"),
    [
        ("„Wir haben alle bezahlt und gehen“, sagte er.", "Wir haben alle bezahlt und gehen"),
        ("«Nous avons payé tout le monde», dit-il.", "Nous avons payé tout le monde"),
        ("彼は「私たちは全員に支払いましたよ」と言った。", "私たちは全員に支払いましたよ"),
        ("“We paid all of them,” he said.", "We paid all of them,"),
    ],
)
def test_marks_of_every_language_hold_what_is_quoted(sentence: str, quoted: str) -> None:
    assert find_quotations(sentence) == (quoted,)
    assert find_long_quotations(sentence) == [quoted]
    assert has_quotation_mark(sentence)
