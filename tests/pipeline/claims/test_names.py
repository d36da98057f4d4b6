from __future__ import annotations

import pytest

from service.pipeline.claims.names import Name, NameKind, same_name
from tests.pipeline.claims.sentences import read


def names_of(text: str, language: str = "en") -> list[str]:
    return [name.text for name in read(text, language=language).names]


def name(text: str) -> Name:
    (found,) = read(f"They saw {text} there.").names
    return found


@pytest.mark.parametrize(
    ("text", "names"),
    [
        ("They saw President Joe Biden in Kyiv on Wednesday.", ["Joe Biden", "Kyiv"]),
        ("They met Police Chief John Smith and Prime Minister Theresa May.", ["John Smith", "Theresa May"]),
        ("It is a rule of the Bank of England and the U.S. Army.", ["Bank of England", "U.S. Army"]),
        ("They sent APLs to Jean-Claude Juncker.", ["APLs", "Jean-Claude Juncker"]),
        ("On Monday, I may go.", []),
    ],
)
def test_names_are_runs_of_capitals_without_titles_and_days(text: str, names: list[str]) -> None:
    assert names_of(text) == names


def test_a_name_knows_whether_it_is_one() -> None:
    opening, certain = read("Protesters saw Obama.").names
    assert (opening.certain, certain.certain) == (False, True)
    assert not any(name.certain for name in read("Protesters Arrested After Water Shutoffs Blocked").names)
    assert not any(name.certain for name in read("Gestern kamen die Menschen.", language="de").names)


def test_titles_and_prepositions_tell_the_kind() -> None:
    person, place, other = read("They saw Sen. Smith in Paris with Google.").names
    assert (person.kind, place.kind, other.kind) == (NameKind.PERSON, NameKind.PLACE, NameKind.OTHER)


@pytest.mark.parametrize(
    ("first", "second"),
    [
        ("Joe Biden", "Biden"),
        ("President Biden", "Mr. Biden"),
        ("the U.S.", "the United States"),
        ("the US", "America"),
        ("Ukraine", "Ukrainian"),
        ("France", "French"),
        ("the Detroit Water Department", "the DWD"),
        ("J. Smith", "John Smith"),
        ("Barack Hussein Obama", "Barack Obama"),
        ("José Piñaral", "Jose Pinaral"),
        ("Søren Ålberg", "Soeren Aalberg"),
        ("Robert Kelman", "Bob Kelman"),
        ("Dmitri Orlov", "Dmitry Orlov"),
        ("Edwin Carrow Jr.", "Edwin Carrow"),
        ("Türkiye", "Turkey"),
        ("Kyiv", "Kiev"),
        ("Mumbai", "Bombay"),
    ],
)
def test_one_thing_has_many_names(first: str, second: str) -> None:
    assert same_name(name(first), name(second))
    assert same_name(name(second), name(first))


@pytest.mark.parametrize(
    ("first", "second"),
    [
        ("Joe Biden", "Trump"),
        ("Joe Biden", "Donald Trump"),
        ("Hunter Smith", "John Smith"),
        ("Iran", "Iraq"),
        ("Ukraine", "Russia"),
        ("the UK", "the US"),
        ("Austria", "Australia"),
        ("Robert Kelman", "Rolf Kelman"),
        ("Edwin Carrow Jr.", "Edwin Carrow Sr."),
        ("Edwin Carrow II", "Edwin Carrow III"),
        ("Astrid Lor", "Astrid Lorne"),
    ],
)
def test_different_names_differ(first: str, second: str) -> None:
    assert not same_name(name(first), name(second))
    assert not same_name(name(second), name(first))
