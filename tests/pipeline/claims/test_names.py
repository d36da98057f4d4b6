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
        ("The train stopped in New Haven, but they haven't left it.", ["New Haven"]),
        ("They drove from Santa Fe, New Mexico, to Mexico.", ["Santa Fe", "New Mexico", "Mexico"]),
        ("New York sued all those who left the University of New Mexico.", ["New York", "University of New Mexico"]),
        ("Critics praised Will Smith for his work on Sunday.", ["Critics", "Will Smith"]),
        ("They were seen by the men whom Governor Will Kohl had sent there.", ["Will Kohl"]),
        ("New Tesla models came. In Germany they sold well.", ["Tesla", "Germany"]),
        ("They met Secretary of State Antony Blinken and his Chief of Staff.", ["Antony Blinken"]),
        ("They saw the President of France.", ["France"]),
        ("They read the last letter of June Okafor to her sister.", ["June Okafor"]),
        ("August Brandt wrote to them by hand.", ["August Brandt"]),
        ("They say that in June Okafor left, and since April Norway has waited.", ["Okafor", "Norway"]),
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
        ("NYC", "New York"),
        ("New York", "New Yorkers"),
        ("South Korea", "South Koreans"),
        ("New Mexico", "New Mexican"),
        ("Germans", "Germany"),
        ("Italy", "Italian"),
        ("China", "Chinese"),
        ("Texas", "Texan"),
        ("Congo", "Congolese"),
        ("Afghanistan", "Afghan"),
        ("Nigeria", "Nigerian"),
        ("Montana", "Mont"),
        ("the DOJ", "the Department of Justice"),
        ("the BoE", "the Bank of England"),
        ("the Fed", "the Federal Reserve Bank"),
        ("the UN", "the United Nations Security Council"),
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
        ("Harald VI of Norland", "Harald IV of Norland"),
        ("Astrid Lor", "Astrid Lorne"),
        ("Mexico", "New Mexico"),
        ("Mexican", "New Mexico"),
        ("Virginia", "West Virginia"),
        ("Niger", "Nigeria"),
        ("Niger", "Nigerian"),
        ("India", "Indiana"),
        ("Albany", "Albania"),
        ("Harris", "Harrison"),
        ("Martin", "Martinez"),
        ("the U.S.", "the United Nations Council"),
    ],
)
def test_different_names_differ(first: str, second: str) -> None:
    assert not same_name(name(first), name(second))
    assert not same_name(name(second), name(first))


def test_a_sentence_that_is_dense_with_names_is_no_headline() -> None:
    dense = read("Police arrested the fugitive banker Gregor Haas in Lanton on Tuesday.")
    assert [(name.text, name.certain) for name in dense.names][1:] == [("Gregor Haas", True), ("Lanton", True)]
    headline = read("Police Arrest Fugitive Banker Gregor Haas in Lanton")
    assert not any(name.certain for name in headline.names)
