from __future__ import annotations

import pytest

from service.pipeline.attribution.markup import blank_markup


def strip(text: str, *outlets: str) -> str:
    blanked = blank_markup(text, outlets)
    assert len(blanked) == len(text)
    return " ".join(blanked.split()).replace(" .", ".")


@pytest.mark.parametrize(
    "marker",
    ["[1]", "[1, 2]", "[1][2]", "[^3]", "[^note]", "【4†source】", "【4:0†a.txt】", "(1)", "(1, 2)", "[source 2]",
     "[Doc 3]", "[citation needed]", "[[1]](https://a.example/x)", "[2](https://a.example)", "<sup>1</sup>",
     "\ue200cite\ue202turn0\ue201", ":contentReference[oaicite:0]{index=0}", "¹", "¹²"],
)  # fmt: skip
def test_citation_markers_of_assistants_are_no_claims(marker: str) -> None:
    assert strip(f"A dam broke above Lindal {marker}.") in {"A dam broke above Lindal.", "A dam broke above Lindal"}
    assert strip(f"A dam broke above Lindal.{marker} It was old.") == "A dam broke above Lindal. It was old."


@pytest.mark.parametrize("text", [
    "Smith (34) died on Monday.",
    "The house covers 40 m² of land.",
    "The vote was 5*3 in the end.",
    "He said it (the dam) was old.",
    "\"[They] knew,\" he said.",
    "It was the minister of snake_case names.",
])  # fmt: skip
def test_what_an_article_would_write_stays(text: str) -> None:
    assert blank_markup(text, ["Coast Post"]) == text


@pytest.mark.parametrize(
    ("text", "bare"),
    [
        ("Olsen said: 1) it is over; 2) she left.", "Olsen said: it is over; she left."),
        ("She wants to (1) cut taxes and (2) raise pay.", "She wants to cut taxes and raise pay."),
        ("They are 1) old, 2) wet. Others are 1) new, 2) dry.", "They are old, wet. Others are new, dry."),
        ("It rose (from 1) to 3 and fell (from 2) to 0.", "It rose (from 1) to 3 and fell (from 2) to 0."),
        ("They are 1) old and wet.", "They are 1) old and wet."),
        ("Smith (34) met Jones (35) in Ardal.", "Smith (34) met Jones (35) in Ardal."),
    ],
)
def test_what_numbers_the_items_of_a_list_inside_a_line_is_no_figure(text: str, bare: str) -> None:
    assert strip(text) == bare


def test_list_numbers_bullets_and_emphasis_go_and_their_words_stay() -> None:
    assert strip("1. A **dam** broke.\n2) It was *old*.\n- Twelve died.\n• He fled.") == (
        "A dam broke. It was old. Twelve died. He fled."
    )


def test_headings_and_labels_are_no_claims() -> None:
    assert (
        strip("# Dam news\n\n**Summary:** A dam broke.\n\nKey points:\n- Twelve died.") == "A dam broke. Twelve died."
    )


def test_links_keep_their_words() -> None:
    assert strip("[The dam](https://a.example/dam) broke.") == "The dam broke."


@pytest.mark.parametrize(
    "credit", ["(Coast Post)", "[coast post]", "(Coast Post, Valley News)", "(source: Unknown Daily)"]
)
def test_a_bracketed_outlet_is_a_credit(credit: str) -> None:
    assert strip(f"A dam broke above Lindal {credit}.", "Coast Post", "Valley News") == "A dam broke above Lindal."


def test_brackets_that_name_no_outlet_stay() -> None:
    assert strip("The chairman (Coast Guard) spoke.", "Coast Post") == "The chairman (Coast Guard) spoke."


@pytest.mark.parametrize("text", [
    "John Smith (34), a father of two, died on Monday.",
    "The victim was named as Mary Byrne (62).",
    "It lost 5 seats (15).",
    "The blaze killed Ana (7), Ben (9) and Cal (12).",
    "The blaze killed Ana “Bee” (7) and Cal (12). They named Ben (9) and Dan (8).",
])  # fmt: skip
@pytest.mark.parametrize("marker", ["", " It rained (1).", " It rained.(2)"])
def test_an_age_or_a_score_is_no_marker(text: str, marker: str) -> None:
    kept = text + (" It rained." if marker else "")
    assert " ".join(blank_markup(text + marker, [], articles=3).split()).replace(" .", ".") == kept


@pytest.mark.parametrize(("text", "articles"), [
    ("A dam broke (2). It was old (3).", 3),
    ("A dam broke (2).\nIt was old (3)", None),
    ("A dam broke. (2) It was old.", 3),
    ("A dam broke. It was old (1, 2, 3), and leaked (4).", 2),
    ("A dam broke (1), “it was old” (3).", 3),
])  # fmt: skip
def test_numbers_that_can_be_those_of_articles_are_markers(text: str, articles: int | None) -> None:
    assert "(" not in blank_markup(text, [], articles=articles)


@pytest.mark.parametrize(
    "line",
    [
        "Sources: North Post, The Daily",
        "**Sources:** Reuters",
        "Sources: Reuters, valley-news.example and [AFP](https://afp.example/a) [1]",
        "References: [1]",
        "Source: North Post. [1]",
        "Sources",
        "[1] North Post",
        "2. The Daily",
        "- North Post and The Daily",
        "[1]: https://north.example/a",
        "[^1]: North Post, https://north.example/a",
        "https://north.example/a",
        "[North Post](https://north.example/a)",
        "References: [1] North Post; [2] The Daily",
    ],
)
def test_a_line_that_names_sources_alone_is_no_claim(line: str) -> None:
    text = f"It rained.\n{line}\nIt was dry."
    blank = " " * len(line)
    assert blank_markup(text, {"North Post", "The Daily"}, articles=2) == f"It rained.\n{blank}\nIt was dry."


@pytest.mark.parametrize(
    "line",
    [
        "North Post reported rain.",
        "Sources said that it rained.",
        "Source: the mayor said that it rained.",
        "North Sea",
        "References: “The mayor was arrested on Monday.”",
        "Citations: 45 drivers were fined; the mayor fled",
        "Sources: North Post; the mayor fled",
        "Source: Guilty.",
        "Sources: 市长周一被捕",
    ],
)
def test_a_line_that_says_something_of_a_source_stays(line: str) -> None:
    assert blank_markup(line, {"North Post"}) == line


@pytest.mark.parametrize("label", ["Source: ", "Via: ", "**Sources:** ", "References: "])
@pytest.mark.parametrize("marker", ["", " [1]", " (North Post)", "¹", "[1](https://north.example/a)"])
@pytest.mark.parametrize("claim", ["The mayor was arrested on Monday.", "the mayor was arrested", "The Mayor Fled"])
def test_no_label_of_sources_hides_a_claim(label: str, marker: str, claim: str) -> None:
    assert claim in blank_markup(label + claim + marker, {"North Post"}, articles=3)
