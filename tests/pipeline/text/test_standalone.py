"""Which sentences are understood outside their article, by the model that ships."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pytest

from service.domain import Article, Sentence
from service.pipeline.text import standalone
from service.pipeline.text.references import read_sentence
from service.pipeline.text.segmentation import split_sentences
from service.pipeline.text.standalone import (
    STANDS,
    StandaloneModel,
    judge_standing,
    load_standalone_model,
    read_article,
)
from service.pipeline.text.standalone_features import read_features
from tests.work import measure_growth

STORY = (
    "The mayor of Ardal, Marta Olsen, closed the old bridge over the river on Monday. "
    "She had been warned by engineers in March.\n"
    "But the council wants it open again by Friday.\n"
    "“That is far too early.”\n"
    "Because of that, no bus will run this week.\n"
)


def split(text: str) -> tuple[Sentence, ...]:
    return split_sentences(Article(id="a", index=0, text=text))


def test_a_lead_stands_alone_and_what_points_back_leans() -> None:
    standing = judge_standing(split(STORY), "en")
    assert [own.leans for own in standing] == [False, True, True, True, True]
    assert standing[0].alone > 0.5
    assert not any(own.strays for own in standing)


@pytest.mark.parametrize(
    ("text", "leans"),
    [
        ("A day earlier the council had said that the bridge over the river was safe.", True),
        ("The council closed the bridge over the river in response to a report by engineers.", False),
    ],
)
def test_what_counts_from_a_time_untold_leans(text: str, leans: bool) -> None:
    told = "Engineers of the county warned on Friday that the bridge over the river in Ardal may fall."
    assert judge_standing(split(f"{told}\n{text}"), "en")[1].leans is leans


@pytest.mark.parametrize("text", ["Prices rose.", "Marlin was convicted.", "Tim Orban is safe."])
def test_a_short_statement_in_running_text_is_of_the_story(text: str) -> None:
    own = judge_standing(split(f"{text} The council of Ardal met on Monday and closed the bridge."), "en")[0]
    assert own.outside == 0.0
    assert own.alone + own.story + own.before == pytest.approx(1.0, abs=1e-5)


@pytest.mark.parametrize(
    ("text", "strays"),
    [
        ("On Monday I wrote that the bank would wait.", True),
        ("Two people have told me so.", True),
        ("The council of Ardal said that World War I had ended the work on the bridge.", False),
        ("“I copied three curves,” Olsen told the paper.", False),
    ],
)
def test_what_the_writer_says_of_himself_is_no_part_of_the_story(text: str, *, strays: bool) -> None:
    own = judge_standing(split(f"{text} Engineers of the county warned of the bridge in Ardal."), "en")[0]
    assert own.strays is strays


def test_the_classes_share_what_is_certain() -> None:
    for own in judge_standing(split(STORY), "en"):
        assert own.alone + own.story + own.before + own.outside == pytest.approx(1.0, abs=1e-5)
        assert own.understood == pytest.approx(own.alone + own.story)


def test_the_softmax_of_weights_worked_out_by_hand() -> None:
    model = StandaloneModel(bias=(0.0, 0.0, 0.0, 0.0), weights={"first": (1.0, 0.0, 0.0, 0.0)})
    own = model.judge({"first": 1.0, "unheard of": 1.0})
    assert own.alone == pytest.approx(2.718282 / 5.718282, abs=1e-5)
    assert own.outside == pytest.approx(1 / 5.718282, abs=1e-5)


def test_other_languages_stand_alone() -> None:
    assert judge_standing(split("Er schloss die Brücke. Sie war alt."), "de") == [STANDS, STANDS]


def test_without_the_file_every_sentence_stands_alone(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    load_standalone_model.cache_clear()
    monkeypatch.setattr(standalone, "WEIGHTS", tmp_path / "absent.json")
    assert judge_standing(split(STORY), "en") == [STANDS] * 5
    load_standalone_model.cache_clear()


def features(text: str, *before: str) -> dict[str, float]:
    read = [read_sentence(sentence) for sentence in before]
    known = frozenset[str]().union(*(one.content for one in read))
    introduced = frozenset[str]().union(*(one.introduced for one in read))
    return dict(read_features(read_sentence(text), read, opens_paragraph=False, known=known, introduced=introduced))


@pytest.mark.parametrize(
    ("text", "unresolved"),
    [
        ("He closed the bridge.", 1.0),
        ("Eleven of its 34 wagons left the track.", 1.0),
        ("As she left, Marta Olsen closed it.", 1.0),
        ("Marta Olsen said she closed it.", 0.0),
        ("The bridge reopened after it was mended.", 0.0),
        ("Despite this, it stayed shut.", 1.0),
        ("These stones are old.", 1.0),
        ("“He lied,” Olsen said.", 0.0),
    ],
)
def test_a_pronoun_is_unresolved_where_nothing_before_it_fits(text: str, unresolved: float) -> None:
    assert features(text)["unresolved"] == unresolved


def test_what_is_called_the_bridge_was_told_before_or_was_not() -> None:
    assert features("The bridge is safe.", "A bridge closed.")["opens_definite_old"] == 1.0
    assert features("The bridge is safe.", "A road closed.")["opens_definite_old"] == 0.0
    assert features("The bridge is safe.", "A road closed.")["opens_definite_new"] == 1.0
    assert features("The bridge of Ardal is safe.")["opens_definite_plain"] == 0.0


def test_who_speaks_outside_quotations_is_told_from_who_is_quoted() -> None:
    assert features("I'll write every week.")["first_singular"] == 1.0
    assert features("“I will write,” Olsen said.")["first_person"] == 0.0
    assert features("“I will write,” Olsen said.")["first_person_quoted"] == 1.0


@pytest.mark.parametrize(
    ("text", "points"),
    [
        ("The union countered that argument.", 1.0),
        ("The council rejected those findings, too.", 1.0),
        ("The union said that traders were wrong.", 0.0),
        ("The union countered this week.", 0.0),
    ],
)
def test_a_clause_that_ends_with_that_argument_points_to_one(text: str, points: float) -> None:
    assert features(text)["pointing_ends"] == points


def test_a_short_sentence_that_counters_that_argument_leans() -> None:
    told = "The ministry of Ardal says that the mines help to hold the front.\nOlsen countered that argument.\n"
    assert [own.leans for own in judge_standing(split(told), "en")] == [False, True]


def test_an_article_of_many_full_names_costs_no_more_than_its_length() -> None:
    def read(count: int) -> Callable[[], object]:
        names = (f"Anna {chr(65 + k % 26)}{chr(97 + k // 26 % 26)}{chr(97 + k // 676)}dal fell. " for k in range(count))
        sentences = split("".join(names))
        return lambda: list(read_article(sentences))

    assert measure_growth(read(500), read(2_000)) < 8
