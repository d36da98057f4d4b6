"""Words that are opposites of each other are held against each other where that may tell something, and in time."""

from __future__ import annotations

import pytest

from service.domain import ConflictKind
from service.errors import DeadlineExceededError
from service.pipeline.claims.lexicon import learn_lexicon
from service.pipeline.claims.synonyms import content_stems
from service.pipeline.conflicts.changes import find_changes
from service.pipeline.conflicts.group_differences import Edge, MemberClaims
from service.pipeline.conflicts.nearness import Nearness, WordWeights
from service.pipeline.text.watching import keep_time
from service.runtime.deadline import RequestClock
from tests.pipeline.conflicts.stories import state
from tests.work import count_calls


def find(statements: list[MemberClaims]) -> list[Edge]:
    texts = [(statement.article.text, "en") for statement in statements]
    lexicon = learn_lexicon((statement.claims for statement in statements), texts)
    weights = WordWeights(content_stems(statement.claims.tokens) for statement in statements)
    return list(find_changes(statements, lexicon, weights, Nearness()))


def test_opposites_of_one_thing_are_found() -> None:
    ((one, other, difference),) = find(state("The old bridge in Ardal opened.", "The old bridge in Ardal closed."))
    assert ({one, other}, difference.kind) == ({0, 1}, ConflictKind.OPPOSITE)


def test_sentences_that_tell_both_opposites_are_not_held_against_each_other() -> None:
    few, many = (state(*["The bridge opened, closed, opened and closed."] * count) for count in (15, 60))
    assert find(many) == []
    assert count_calls(lambda: find(many)) < 6 * count_calls(lambda: find(few))


def test_holding_opposites_against_each_other_ends_with_the_time() -> None:
    clock = RequestClock(limit_seconds=100)
    clock.expire()
    one, other = state("The bridge in Ardal opened.", "The bridge in Ardal closed.")
    of_one_article = MemberClaims(group_id="g1", member=other.member, article=one.article, claims=other.claims)
    with keep_time(clock), pytest.raises(DeadlineExceededError):
        find([one, of_one_article])
