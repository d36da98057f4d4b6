from __future__ import annotations

import math

import pytest

from service.domain import CitationRole
from service.pipeline.attribution.roles import choose_role, weigh_words
from service.ports import Entailment

SENTENCE = frozenset({"river", "rose", "five", "metr"})


def test_support_grows_with_the_words_that_evidence_holds() -> None:
    doubt = Entailment(entailed=0.5, contradicted=0.1)
    supports = [weigh_words(doubt, SENTENCE, frozenset(held)).entailed for held in ((), ("river", "rose"), SENTENCE)]
    assert supports == sorted(supports)
    assert supports[0] == pytest.approx(1 / (1 + math.exp(0.69)), abs=1e-4)
    assert supports[2] == pytest.approx(1 / (1 + math.exp(0.69 - 0.94)), abs=1e-4)


def test_the_same_words_do_not_make_up_for_a_contradiction() -> None:
    against = weigh_words(Entailment(entailed=0.01, contradicted=0.98), SENTENCE, SENTENCE)
    assert against.contradicted == 0.98
    assert choose_role(against, disputes=True) is CitationRole.DISPUTING
    sure = weigh_words(Entailment(entailed=1.0, contradicted=0.0), SENTENCE, frozenset({"river"}))
    assert choose_role(sure, disputes=True) is CitationRole.SUPPORTING
