from __future__ import annotations

import json

from benchmarks.composing import WrittenSentence, name_facts, score_acceptance, standing_in
from service.ports import Models
from tests.doubles import HashingEncoder, StubbornEntailment

MATERIAL = "<facts>\n[g1] reported by A\n- The bridge is open.\n[g2]\n- Hail fell all night.\n</facts>"
ARTICLES = [{"id": "a", "text": "The bridge of Ardal is open. Hail fell on Ardal all night."}]


def test_the_facts_that_a_sentence_was_written_from_are_named_in_its_order() -> None:
    sentence = WrittenSentence(text="x", evidence=("Hail fell all night.", "The bridge is open."))
    assert name_facts(sentence, MATERIAL) == ["g2", "g1"]
    assert name_facts(WrittenSentence(text="Hail fell.", evidence=()), MATERIAL) == ["g2"]


def test_a_stand_in_writes_a_sentence_once_and_what_is_accepted_is_counted() -> None:
    sentences = [WrittenSentence(text="The bridge is open.", evidence=(), kind="place")]
    with standing_in() as server:
        shown = []
        for probability in (0.0, 1.0):
            models = Models(encoder=HashingEncoder(), entailment=StubbornEntailment(probability))
            score = score_acceptance("x", {"s": (ARTICLES, sentences)}, models, server, server.connect())
            assert score.by_kind == {"place": (int(probability), 1)}
            shown.append(score.shown.mean)
        assert json.loads(server.write("<refused>\nThe bridge is open.\n</refused>")) == {"sentences": []}
    assert shown == [0.0, 1.0]
