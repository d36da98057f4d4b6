from __future__ import annotations

import pytest

from service.pipeline.rewriting.wording_faults import (
    CAPITALS,
    CUT_OFF,
    MARKUP,
    NO_SENTENCE,
    OTHER_LANGUAGE,
    REPEATED,
    UNATTRIBUTED,
    UNMARKED,
    clean_wording,
    echoes,
    find_fault,
)

GIVEN = (
    "The mayor of Ardal closed the old bridge on Monday because of the storm.",
    "“We will never open it again before every single pillar has been looked at,” she said in the USA.",
)


@pytest.mark.parametrize(
    "hidden",
    ["\u200b", "\u202e", "\u2066", "\ufeff", "\u00ad", "\x07", "\x1b", "\U000e0041\U000e007f", "\ue000"],
    ids=["zero width", "override", "isolate", "mark of order", "soft hyphen", "bell", "escape", "tags", "private"],
)
def test_characters_that_show_nothing_are_taken_out(hidden: str) -> None:
    assert clean_wording(f"The {hidden}bridge\n is{hidden} closed.", GIVEN) == "The bridge is closed."


def test_characters_that_the_articles_need_stay() -> None:
    text = "می\u200cخواهم پل را ببینم."
    assert clean_wording(text, [text]) == text
    assert clean_wording("The family 👩\u200d🚒 came.", ["A family 👩\u200d🚒 came."]) == "The family 👩\u200d🚒 came."


@pytest.mark.parametrize(
    "text",
    [
        "The mayor closed the bridge because of the storm.",
        "“We will never open it again before every single pillar has been looked at,” the mayor said.",
        "She said that it stays closed until every pillar has been looked at.",
        "The USA has an old bridge.",
        "THE mayor closed the OLD bridge.",
        "A bridge was what they voted for.",
        "She said it will.",
        "The mayor of Ardal closed the old bridge.",
        "The old bridge on Monday was closed by the mayor.",
    ],
)
def test_sentences_are_left_alone(text: str) -> None:
    assert find_fault(text, GIVEN, "en") is None


@pytest.mark.parametrize(
    ("text", "fault"),
    [
        ("", NO_SENTENCE),
        ("...", NO_SENTENCE),
        ("The mayor closed the bridge", NO_SENTENCE),
        ("The mayor (of Ardal closed the bridge.", NO_SENTENCE),
        ("closed the old bridge on Monday.", NO_SENTENCE),
        ("The mayor closed the ‘old bridge.", NO_SENTENCE),
        ("The mayor closed the **old** bridge.", MARKUP),
        ("The mayor closed the old bridge, see ardal.example.", MARKUP),
        ("The mayor closed the old bridge,.", CUT_OFF),
        ("The mayor closed the old bridge –.", CUT_OFF),
        ("The mayor closed the old bridge, which.", CUT_OFF),
        ("The mayor closed the old bridge and its.", CUT_OFF),
        ("“We will never open it again before every pillar has,” the mayor said that every.", CUT_OFF),
        ("The mayor said every single pillar has.", CUT_OFF),
        ("The mayor of Ardal closed the old.", CUT_OFF),
        ("The mayor closed the old bridge..", CUT_OFF),
        ("The mayor closed the bridge. The mayor closed the bridge.", REPEATED),
        ("The mаyor closed the old bridge.", MARKUP),
        ("THE MAYOR OF ARDAL CLOSED THE OLD BRIDGE.", CAPITALS),
        ("The mayor closed the old bridge on.", CUT_OFF),
        ("The mayor closed the old bridge because of the.", CUT_OFF),
        ("We will never open it again before every pillar is safe, the mayor said.", UNMARKED),
        ("The mayor will never open it again before every single pillar has been looked at.", UNMARKED),
        ("La alcaldesa de Ardal cerró el viejo puente por la tormenta que el lunes llegó a la ciudad.", OTHER_LANGUAGE),
        ("Мэр Ардала закрыл старый мост в понедельник.", OTHER_LANGUAGE),
    ],
)
def test_what_is_not_written_as_a_sentence_is_named(text: str, fault: str) -> None:
    assert find_fault(text, GIVEN, "en") == fault


@pytest.mark.parametrize(
    ("text", "given"),
    [
        ("Four people have fallen ill with hepatitis A.", "Four people have fallen ill with hepatitis A."),
        ("They lack vitamin A.", "Many children lack vitamin A and iron."),
        ("The figures come from the WHO.", "The figures of the WHO show that the disease is gone."),
    ],
)
def test_a_name_of_letters_that_spell_a_small_word_may_be_last(text: str, given: str) -> None:
    assert find_fault(text, [given], "en") is None


def test_rules_of_english_are_not_asked_of_spanish() -> None:
    given = ("El puente que cerró la alcaldesa de Ardal el lunes por la tormenta es el más viejo de los tres.",)
    assert find_fault("La alcaldesa de Ardal cerró el puente por la tormenta del lunes con a.", given, "es") is None


def test_a_sentence_may_open_in_lower_case_where_one_of_the_articles_does() -> None:
    assert find_fault("iPhones are sold there.", ["iPhones are sold there since Monday."], "en") is None


@pytest.mark.parametrize(
    ("text", "given", "fault"),
    [
        ("Russia has already been using land.", "Russia has already been using land mines in Ukraine.", CUT_OFF),
        ("The ministry has approved supplying.", "The ministry has approved supplying Ukraine with mines.", CUT_OFF),
        ("Police arrested a man.", "Police arrested a man carrying two rifles.", None),
        ("The council has closed the bridge.", "The council has closed the bridge Monday.", None),
        ("The bridge was closed, the mayor said.", "The bridge was closed, the mayor said reporters knew.", None),
        ("Ardal has two old bridges.", "Ardal has two old bridges. Both are shut.", None),
    ],
)
def test_a_piece_of_an_article_ends_where_its_phrase_does(text: str, given: str, fault: str | None) -> None:
    assert find_fault(text, [given], "en") == fault


REPORTED = (
    "The bridge will be shut for a year, the mayor said.",
    "The mayor: “It will be shut, and for a whole year.”",
)


@pytest.mark.parametrize(
    ("text", "fault"),
    [
        ("The bridge will be shut for a year.", UNATTRIBUTED),
        ("According to the mayor, the bridge will be shut for a year.", None),
        ("The mayor expects the bridge to be shut for a year.", None),
        ("“It will be shut, and for a whole year.”", None),
    ],
)
def test_what_somebody_says_is_no_fact(text: str, fault: str | None) -> None:
    assert find_fault(text, REPORTED, "en") == fault


@pytest.mark.parametrize(
    ("text", "given"),
    [
        ("Employers created 150,000 jobs in May.", "Employers added 150,000 jobs in May."),
        ("Residents were ordered to leave their homes.", "Residents were told to leave their homes."),
        ("Her novel won a prize in 1961.", "Her novel “To Kill a Mockingbird” won a prize in 1961."),
    ],
)
def test_words_that_are_also_of_speech_report_none(text: str, given: str) -> None:
    assert find_fault(text, [given], "en") is None


@pytest.mark.parametrize(
    "text",
    [
        "The United States will withdraw its troops.",
        "The plane broke apart in the air.",
        "The bank was responsible for the losses.",
        "The foundation stole the money.",
        "The film “The Long Way Home” will open late.",
    ],
)
def test_words_that_begin_as_those_of_speech_name_no_speaker(text: str) -> None:
    assert find_fault(text, [f"{text.removesuffix('.')}, the mayor said."], "en") == UNATTRIBUTED


def test_what_one_article_tells_as_a_fact_may_be_told_so() -> None:
    assert find_fault("The bridge is shut.", [*REPORTED, "The bridge has been shut since Monday."], "en") is None


def test_rows_of_quoted_words_count_only_where_nobody_says_them_without_marks() -> None:
    said = "every single pillar of the old bridge in Ardal has been looked at twice"
    assert find_fault(f"Now {said}.", [f"“Today {said},” she said."], "en") == UNMARKED
    assert find_fault(f"Now {said}.", [f"“Today {said},” she said.", f"Since then {said}."], "en") is None


@pytest.mark.parametrize(
    ("text", "language", "echo"),
    [
        ("A shepherd found her singing when he heard her singing.", "en", True),
        ("A shepherd found her when he heard her singing.", "en", False),
        ("The old dog and the new dog were there.", "en", False),
        ("Un pastor cantando la oyó cantando.", "es", False),
    ],
)
def test_a_wording_says_no_word_again_that_no_article_says_so_often(text: str, language: str, *, echo: bool) -> None:
    given = ["It was a shepherd who found her when he heard her singing.", "The old dog and the young dog were there."]
    assert echoes(text, given, language) is echo
