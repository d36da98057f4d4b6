from __future__ import annotations

import pytest

from service.pipeline.verification.check_names import check_names
from service.pipeline.verification.statements import read_statement
from tests.pipeline.verification.statements import compare_with


def missing_names(text: str, *evidence: str, context: str = "") -> tuple[str, ...]:
    sources = (read_statement(source, language="en", context=context) for source in evidence)
    finding = check_names(compare_with(text, *sources))
    return finding.words if finding else ()


@pytest.mark.parametrize(
    ("text", "evidence"),
    [
        ("The letter was sent by Lloyd Austin.", "Austin sent a letter."),
        ("He praised the United States.", "He praised the U.S. for its help."),
        ("A letter reached President Macron.", "Emmanuel Macron got a letter."),
        ("Russian troops withdrew.", "The troops of Russia withdrew."),
        ("He fled to South Korea.", "South Korean officials said that he fled."),
        ("It hurts the GOP.", "It hurts the Republican brand."),
        ("Supporters of the plan met in Ardal.", "In Ardal, those who back the plan met."),
        ("The mayor of NYC opened it.", "The mayor of New York opened it."),
        ("Police of New Mexico arrested them.", "They were arrested in New Mexico."),
        ("The DOJ sued the maker.", "The Department of Justice sued the maker."),
        ("The rate was raised by the Fed.", "The Federal Reserve raised the rate."),
        ("He is held in Colorado.", "He is held in Florence, Colo."),
    ],
)
def test_a_name_is_found_in_whatever_form_it_is_written(text: str, evidence: str) -> None:
    assert missing_names(text, evidence) == ()


@pytest.mark.parametrize(
    ("text", "evidence", "words"),
    [
        ("The letter was sent by Lloyd Austin.", "The letter was sent by Mark Milley.", ("Lloyd Austin",)),
        ("It happened in Ardal.", "It happened in Lindhaven.", ("Ardal",)),
        ("Kohl was surprised.", "Meier was surprised.", ("Kohl",)),
        ("In Boston, Daniel Krupa agreed.", "In Boston, Daniel Conley agreed.", ("Daniel Krupa",)),
        ("Kohl’s plan was praised.", "The plan of Meier was praised.", ("Kohl",)),
        ("Critics have praised Will Kohl.", "Critics have praised Jaden Kohl.", ("Will Kohl",)),
        ("Police arrested three men in Mexico.", "Police arrested three men in New Mexico.", ("Mexico",)),
        ("Police arrested three men in New Mexico.", "Police arrested three men in Mexico.", ("New Mexico",)),
        ("Police arrested three men in Virginia.", "Police arrested three men in West Virginia.", ("Virginia",)),
        ("Police arrested three men in Nigeria.", "Police arrested three men in Niger.", ("Nigeria",)),
        ("Police arrested three men in India.", "Police arrested three men in Indiana.", ("India",)),
    ],
)
def test_a_name_that_no_evidence_holds_is_named(text: str, evidence: str, words: tuple[str, ...]) -> None:
    assert missing_names(text, evidence) == words


def test_words_that_only_open_a_sentence_are_no_names() -> None:
    assert missing_names("Police arrested Kohl. ", "Kohl was arrested.") == ()
    assert missing_names("Supporters praised Kohl.", "Kohl was praised by those who back him.") == ()


def test_a_name_passes_that_the_article_gives_where_the_evidence_says_she() -> None:
    article = "Anna Kohl resigned . She was surprised ."
    assert missing_names("Anna Kohl was surprised.", "She was surprised.", context=article) == ()
    assert missing_names("Anna Kohl was surprised.", "She was surprised.") == ("Anna Kohl",)


def test_a_name_of_the_article_does_not_pass_for_another_one() -> None:
    article = "Anna Kohl resigned . Otto Meier was surprised ."
    assert missing_names("Anna Kohl was surprised.", "Otto Meier was surprised.", context=article) == ("Anna Kohl",)


def test_the_outlet_that_is_credited_passes() -> None:
    assert missing_names("The bridge fell, Reuters reports.", "The bridge fell.") == ()
    assert missing_names("The bridge fell, reports the New Ardal Post.", "The bridge fell.") == ()
    assert missing_names("The bridge fell, according to USA Today.", "The bridge fell.", context="the bridge") == ()
    story = "anna kohl left"
    assert missing_names("The bridge fell, according to Kohl.", "Meier said the bridge fell.", context=story) == (
        "Kohl",
    )


@pytest.mark.parametrize(
    ("text", "evidence"),
    [
        ("Anna Kohl was surprised.", "Kohl was surprised."),
        ("Anti-Kohl feelings run high.", "Feelings against Kohl run high."),
        ("It happened in the Lindhaven District.", "It happened in a club of Lindhaven."),
        ("It happened in Lindhaven, Calif.", "It happened in Lindhaven."),
    ],
)
def test_a_name_may_be_longer_by_what_names_nothing_else(text: str, evidence: str) -> None:
    assert missing_names(text, evidence) == ()


def test_a_name_passes_for_which_the_article_has_another_word() -> None:
    article = "The law is known. The United States has it. Meier spoke."
    source = read_statement("Meier spoke.", language="en", context=article)
    for text, passes in (("Meier spoke to Americans.", True), ("Meier spoke to Norwegians.", False)):
        assert (check_names(compare_with(text, source)) is None) is passes


def test_a_name_passes_of_which_the_evidence_has_a_part_and_its_article_the_whole() -> None:
    article = "The Kohl Brothers Bank fell. The brothers left."
    source = read_statement("The brothers left.", language="en", context=article)
    text = "The men of Kohl Brothers Bank left."
    assert check_names(compare_with(text, source)) is None
    assert check_names(compare_with(text, "The brothers left."))
