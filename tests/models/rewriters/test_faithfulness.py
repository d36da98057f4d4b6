from __future__ import annotations

import json
import math
from pathlib import Path

import pytest

from models.rewriters.faithfulness import FEATURES, Faithfulness, Likelihood, describe_wording, read_faithfulness
from service.errors import CheckpointError

SENTENCES = ("Engineers reopened the old bridge on Tuesday.", "The announcement came at noon.")
LIKELY = Likelihood(mean=-0.2, least=-1.5)


def test_a_wording_is_described_by_how_it_was_written_and_what_it_has_of_the_sentences() -> None:
    features = describe_wording("Engineers reopened the ancient bridge at noon.", SENTENCES, LIKELY)
    assert features == {
        "": 1.0,
        "mean odds": -0.2,
        "sentences": 2.0,
        "new pairs": 3.0,  # the ancient, ancient bridge, bridge at
        "same end": 1.0,  # at noon
    }


def test_words_in_another_order_stand_together_anew() -> None:
    same, turned = (
        describe_wording(text, SENTENCES, LIKELY)["new pairs"]
        for text in ("Engineers reopened the old bridge.", "The old bridge reopened engineers.")
    )
    assert same == 0.0 < turned


def test_the_support_that_is_asked_makes_a_wording_true_as_surely_as_is_wanted() -> None:
    weights = dict.fromkeys(FEATURES, 0.0) | {
        "": -0.5,
        "mean odds": 2.0,
        "support": 0.8,
    }
    asked = Faithfulness(weights=weights, least=0.75).find_least_support("A bridge.", SENTENCES, LIKELY)
    odds = -0.5 + 2.0 * LIKELY.mean + 0.8 * math.log(asked / (1 - asked))
    assert 1 / (1 + math.exp(-odds)) == pytest.approx(0.75)
    surer = Faithfulness(weights=weights, least=0.9).find_least_support("A bridge.", SENTENCES, LIKELY)
    assert asked < surer < 1


def test_weights_by_which_support_speaks_against_a_wording_are_refused(tmp_path: Path) -> None:
    weights = dict.fromkeys(FEATURES, 0.0) | {"support": -1.0}
    (tmp_path / "faithfulness.json").write_text(json.dumps({"least": 0.5, "weights": weights}))
    with pytest.raises(CheckpointError, match="support has to make a wording more likely true"):
        read_faithfulness(tmp_path)


@pytest.mark.parametrize("least", [0.0, 1.0, 75])
def test_what_is_no_probability_to_tell_a_wording_from_is_refused(tmp_path: Path, least: float) -> None:
    weights = dict.fromkeys(FEATURES, 1.0)
    (tmp_path / "faithfulness.json").write_text(json.dumps({"least": least, "weights": weights}))
    with pytest.raises(CheckpointError, match="is no probability"):
        read_faithfulness(tmp_path)


def test_weights_that_lack_a_feature_are_refused_when_they_are_read(tmp_path: Path) -> None:
    (tmp_path / "faithfulness.json").write_text(json.dumps({"least": 0.5, "weights": {"support": 1.0}}))
    with pytest.raises(KeyError):
        read_faithfulness(tmp_path)
