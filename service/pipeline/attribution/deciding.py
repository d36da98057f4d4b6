"""Which articles a verdict on a sentence hears, of those that an entailment model has read for it.

One that never names what the sentence names tells nothing of it, for or against: "the United States closed its embassy"
does not contradict "the British embassy remained open". And one that is older than a report which says the sentence,
with another count, tells what was so before.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import replace

from service.pipeline.attribution.judgements import Judgement
from service.pipeline.text.corpus import Corpus
from service.pipeline.verification import names_all, tells_of, tells_other_count
from service.ports import Entailment

_SAYS = 0.5
"""Probability of entailment from which a report says a sentence, so that it may replace older ones."""


def list_deciding(
    claim: str, language: str, judgement: Judgement, nearest: Mapping[int, Sequence[int]], corpus: Corpus
) -> list[Entailment]:
    """What a verdict is made of: what all evidence says of `claim` together, then that of each article which is heard.

    nearest: by article, its sentences that were read. All are heard where none names all that the claim names. Articles
    whose sentences tell of others contradict nothing, if there are some whose sentences do not.
    """
    evidence = {article: [corpus.evidence(i) for i in nearest[article]] for article in judgement.alone}
    naming = {
        article: own
        for article, own in judgement.alone.items()
        if names_all(claim, language, corpus.articles[article].text, corpus.languages[article])
    }
    heard = naming or judgement.alone
    telling = {article for article in heard if tells_of(claim, language, evidence[article])} or set(heard)
    heard = {article: own if article in telling else replace(own, contradicted=0.0) for article, own in heard.items()}
    newest = _find_newest(heard, nearest, corpus)
    if newest is None:
        return [judgement.together, *heard.values()]
    article, moment = newest
    replaced = {
        other
        for other in heard
        if (own := _date(nearest[other], corpus)) is not None
        and own < moment
        and tells_other_count(claim, language, evidence[other])
    }
    # What was read together holds the older counts, too.
    surest = max(judgement.together, heard[article], key=lambda one: one.entailed) if replaced else judgement.together
    return [surest, *(own for other, own in heard.items() if other not in replaced)]


def _find_newest(
    heard: Mapping[int, Entailment], nearest: Mapping[int, Sequence[int]], corpus: Corpus
) -> tuple[int, float] | None:
    """The newest article that says the sentence, and its time; None where none does whose time is known."""
    dated = [
        (moment, article)
        for article, own in heard.items()
        if own.entailed >= _SAYS and (moment := _date(nearest[article], corpus)) is not None
    ]
    moment, article = max(dated, default=(0.0, -1))
    return (article, moment) if dated else None


def _date(sentences: Sequence[int], corpus: Corpus) -> float | None:
    """When the latest of an article's sentences was told, in seconds; None where its time is not known."""
    moments = [moment.timestamp() for i in sentences if (moment := corpus.sentences[i].find_moment(corpus.article(i)))]
    return max(moments, default=None)
