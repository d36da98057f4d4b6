from __future__ import annotations

import math
from collections.abc import Callable, Sequence

import numpy as np
from numpy.typing import NDArray

from service.domain import Article, VerificationStatus
from service.pipeline.rewriting.acceptance import UNSURE, VERBATIM, WordingJudge, WrittenClaim
from service.pipeline.rewriting.drafting import Rewording
from service.pipeline.text.corpus import Corpus, read_articles
from service.ports import Entailment
from service.rewrites import Outcome
from tests.doubles import HashingEncoder, StubbornEntailment
from tests.pipeline.stories import PatientClock

TEXTS = (
    "A storm closed the old bridge of Ardal on Monday.",
    "On Monday a storm closed the old bridge of Ardal.",
    "The storm broke two pillars of the old bridge.",
)
ARTICLES = tuple(Article(id=f"a{index}", index=index, text=text) for index, text in enumerate(TEXTS))
MEMBERS = (0, 1, 2)


def read() -> Corpus:
    return read_articles(ARTICLES, HashingEncoder(), PatientClock(), max_sentences=9)


def encode(text: str) -> NDArray[np.float32]:
    embedding: NDArray[np.float32] = HashingEncoder().encode([text])[0]
    return embedding


def test_a_rewording_cites_every_member_that_supports_it_alone() -> None:
    text = "A storm closed the bridge of Ardal on Monday."
    judge = WordingJudge(read(), None, check=lambda: None)
    wording = judge.judge(0, Rewording(text=text), encode(text), given=(0, 1), members=MEMBERS)
    assert (wording.text, wording.verification.status, wording.outcome) == (
        text,
        VerificationStatus.SUPPORTED,
        Outcome.SUPPORTED,
    )
    assert set(wording.support) == {0, 1}
    assert all(0.5 <= score <= 1 for score in wording.support.values())


def test_a_rewording_that_no_member_supports_is_not_told() -> None:
    text = "A storm closed the old bridge of Bergen on Friday."
    judge = WordingJudge(read(), None, check=lambda: None)
    wording = judge.judge(0, Rewording(text=text), encode(text), given=(0, 1), members=MEMBERS)
    assert (wording.text, wording.verification.status) == (TEXTS[0], VerificationStatus.FALLBACK)
    assert any("Bergen" in reason for reason in wording.verification.reasons)
    assert wording.support[0] == 1.0


def test_a_rewording_that_repeats_its_sentence_is_verbatim() -> None:
    judge = WordingJudge(read(), None, check=lambda: None)
    wording = judge.judge(0, Rewording(text=TEXTS[0]), encode(TEXTS[0]), given=(0, 1), members=MEMBERS)
    assert wording.verification == VERBATIM


def test_a_rewriter_that_failed_leaves_the_sentence_and_says_why() -> None:
    judge = WordingJudge(read(), None, check=lambda: None)
    wording = judge.judge(0, Rewording(failure="it is down"), encode(""), given=(0, 1), members=MEMBERS)
    assert (wording.text, wording.failure, wording.verification.reasons) == (TEXTS[0], "it is down", ("it is down",))


def test_a_support_model_is_asked_about_what_is_cited_together_and_alone() -> None:
    text = "A storm closed the bridge of Ardal on Monday."
    scorer = StubbornEntailment(1.0)
    judge = WordingJudge(read(), scorer, check=lambda: None)
    judge.judge(0, Rewording(text=text), encode(text), given=(0, 1), members=MEMBERS)
    together, alone = scorer.asked[:1], scorer.asked[1:]
    assert together == [(f"{TEXTS[0]} {TEXTS[1]}", text)]
    assert alone == [(source, text) for source in TEXTS]


class TogetherAlone(StubbornEntailment):
    """Finds a claim entailed at 0.9 by what is read together, and at 0.6 by a sentence alone."""

    def judge(self, pairs: Sequence[tuple[str, str]], *, check: Callable[[], None]) -> list[Entailment]:
        check()
        likely = [0.9 if TEXTS[0] in evidence and TEXTS[1] in evidence else 0.6 for evidence, _ in pairs]
        return [Entailment(entailed=entailed, contradicted=0.0) for entailed in likely]


def test_a_rewording_that_asks_for_more_support_is_told_where_all_and_the_best_sentence_give_it() -> None:
    text = "A storm closed the bridge of Ardal on Monday."
    judge = WordingJudge(read(), TogetherAlone(1.0), check=lambda: None)
    mean = 1 / (1 + math.exp(-(math.log(0.9 / 0.1) + math.log(0.6 / 0.4)) / 2))
    told, refused = (
        judge.judge(0, Rewording(text=text, least_support=least), encode(text), given=(0, 1), members=MEMBERS)
        for least in (mean - 0.01, mean + 0.01)
    )
    assert told.outcome is Outcome.SUPPORTED
    assert (refused.text, refused.verification.reasons) == (TEXTS[0], (UNSURE,))


def test_what_is_read_ahead_is_read_once_and_at_once() -> None:
    text, corpus = "A storm closed the bridge of Ardal on Monday.", read()

    class Counting(StubbornEntailment):
        calls = 0

        def judge(self, pairs: Sequence[tuple[str, str]], *, check: Callable[[], None]) -> list[Entailment]:
            self.calls += 1
            return super().judge(pairs, check=check)

    scorer = Counting(0.9)
    ahead, behind = WordingJudge(corpus, scorer, check=lambda: None), WordingJudge(corpus, scorer, check=lambda: None)
    claim = WrittenClaim(text=text, embedding=encode(text), given=(0, 1))
    ahead.read_ahead([(claim, MEMBERS)], {2: MEMBERS})
    assert (scorer.calls, len(scorer.asked)) == (1, len(set(scorer.asked)))
    told = [
        (
            judge.judge(0, Rewording(text=text), encode(text), given=(0, 1), members=MEMBERS),
            judge.repeat(2, VERBATIM, members=MEMBERS),
        )
        for judge in (ahead, behind)
    ]
    assert told[0] == told[1]
    assert scorer.calls > 2, "the one that had not read ahead asked for itself"
    assert ahead.repeat(2, VERBATIM, members=MEMBERS) == told[0][1]
