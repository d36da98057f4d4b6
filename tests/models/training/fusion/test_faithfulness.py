from __future__ import annotations

import json
from collections.abc import Callable, Sequence
from pathlib import Path

import pytest

from models.rewriters.faithfulness import Likelihood
from models.training.fusion.faithfulness import JudgedWording, learn_faithfulness, load_judged_wordings
from service.ports import Entailment
from tests.doubles import StubbornEntailment

TRUE, FALSE = "The bridge is open again.", "The bridge opened the mayor."
GIVEN = ("The bridge is open again after two years.", "A bridge opened.")


class Reader(StubbornEntailment):
    """Finds whatever is true entailed by all sentences together, and by the first alone."""

    def judge(self, pairs: Sequence[tuple[str, str]], *, check: Callable[[], None]) -> list[Entailment]:
        check()
        known = ((" ".join(GIVEN), TRUE), (GIVEN[0], TRUE))
        return [Entailment(entailed=0.9 if pair in known else 0.4, contradicted=0.1) for pair in pairs]


def judge(text: str, label: str, story: int) -> JudgedWording:
    likelihood = Likelihood(mean=-0.3, least=-1.0)
    return JudgedWording(story=f"s{story}", sentences=GIVEN, text=text, likelihood=likelihood, label=label)


def test_what_readers_find_true_is_learned_from_what_the_entailment_model_says(
    capsys: pytest.CaptureFixture[str],
) -> None:
    wordings = [judge(TRUE, "true", k) for k in range(20)] + [judge(FALSE, "false", k) for k in range(20)]
    weights = learn_faithfulness([*wordings, judge("The bridge", "false", 0)], Reader(0.5))
    assert weights["support"] > 0
    assert weights["new pairs"] < 0
    assert "41 wordings, 40 without a fault, 20 of them true" in capsys.readouterr().out


def test_wordings_are_read_with_the_sentences_at_their_places(tmp_path: Path) -> None:
    path, articles = tmp_path / "w.jsonl", tmp_path / "a.jsonl"
    row = {"sentences": [["a", 0, 18]], "wordings": [["A bridge opened.", -0.25, -1.5, "weak"]]}
    path.write_text("".join(json.dumps({"id": name, **row}) + "\n" for name in ("x", "elsewhere")))
    articles.write_text(json.dumps({"id": "x", "articles": [{"id": "a", "text": "The bridge opened. It rained."}]}))
    [wording] = load_judged_wordings(path, articles, tmp_path / "missing.jsonl")
    assert (wording.story, wording.sentences, wording.label) == ("x", ("The bridge opened.",), "weak")
    assert wording.likelihood == Likelihood(mean=-0.25, least=-1.5)
