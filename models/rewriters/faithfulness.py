"""When a wording of a small model is true by the sentences it was written from, beyond what entailment says.

Such a model puts words together that all stand in the sentences, and say something else together; an entailment model
takes many of these for likely. Readers judged wordings of the model that ships: what they found false differs in how
sure the writing was, how much of it stands in one sentence in that order, and how many words are new
(docs/decisions/0057).
"""

from __future__ import annotations

import math
import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from itertools import pairwise
from pathlib import Path

from models.checkpoints.safety import read_json_object
from service.errors import CheckpointError

FILE = "faithfulness.json"

_WORD = re.compile(r"\w+(?:['’.,-]\w+)*")
_END = 2
"""Words at the end of a sentence that say how it ends."""
SUPPORT = "support"
"""The feature that the entailment model gives: the logarithm of the odds of support."""
FEATURES = ("", "mean odds", "sentences", "new pairs", "same end", SUPPORT)
_FARTHEST = 700.0
"""Odds below which exp overflows."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Likelihood:
    """The logarithms of the probabilities of a wording's tokens, by the model that wrote it: mean and least."""

    mean: float
    least: float


def describe_wording(text: str, sentences: Sequence[str], likelihood: Likelihood) -> dict[str, float]:
    """The features of a wording by their names, but for SUPPORT; "" is 1. sentences: at least one."""
    words, theirs = _list_words(text), [_list_words(sentence) for sentence in sentences]
    known = {pair for own in theirs for pair in pairwise(own)}
    return {
        "": 1.0,
        "mean odds": likelihood.mean,
        "sentences": float(len(sentences)),
        "new pairs": float(len({*pairwise(words)} - known)),
        "same end": float(any(words[-_END:] == own[-_END:] for own in theirs)),
    }


@dataclass(frozen=True, slots=True, kw_only=True)
class Faithfulness:
    """What decides when a wording may be told.

    weights: of a logistic regression, by feature; that of SUPPORT is above 0. least: from which probability that a
    strict reader finds it true it is told, in (0, 1).
    """

    weights: Mapping[str, float]
    least: float

    def find_least_support(self, text: str, sentences: Sequence[str], likelihood: Likelihood) -> float:
        """The probability of support from which a wording may be told; arguments as of `describe_wording`."""
        features = describe_wording(text, sentences, likelihood)
        told = sum(self.weights[name] * value for name, value in features.items())
        return _squash((math.log(self.least / (1 - self.least)) - told) / self.weights[SUPPORT])


def read_faithfulness(folder: Path) -> Faithfulness:
    """What stands in `folder` beside the weights of a rewriter.

    Raises: CheckpointError if it is no JSON object, or support does not make a wording more likely true, or `least` is
    no probability between 0 and 1; KeyError, TypeError where it lacks something.
    """
    document = read_json_object(folder / FILE)
    weights = {name: float(document["weights"][name]) for name in FEATURES}
    if not weights[SUPPORT] > 0:
        raise CheckpointError(f"{folder / FILE}: support has to make a wording more likely true")
    least = float(document["least"])
    if not 0 < least < 1:
        raise CheckpointError(f"{folder / FILE}: {least} is no probability from which a wording is told")
    return Faithfulness(weights=weights, least=least)


def _squash(odds: float) -> float:
    return 1 / (1 + math.exp(-max(-_FARTHEST, odds)))


def _list_words(text: str) -> list[str]:
    return [word.lower() for word in _WORD.findall(text)]
