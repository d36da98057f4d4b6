"""Groups told anew: what a rewriter is given of each, and which of its answers are sentences at all."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass

from service.pipeline.rewriting.content_preservation import keeps_substance
from service.pipeline.text.language import count_words
from service.pipeline.text.readability import is_whole, judge_independence
from service.ports import Rewriter
from service.rewrites import Rewrite, RewriteRequest, Substance

_MOST_SENTENCES = 4
"""Sentences of a group that a rewriter reads: more repeat each other, and cost time (docs/decisions/0010)."""
_SENTENCE_ENDS = ".!?…。！？।؟"
_CLOSERS = "\"'”’»)]」』"
NO_SENTENCE = "the rewriter gave no whole sentence"
POINTS_BACK = "the rewrite opens by pointing at a sentence before it"
TOO_LITTLE = "the rewrite leaves out too much of what sources share"


@dataclass(frozen=True, slots=True, kw_only=True)
class Draft:
    """A group before it is told anew.

    sentences: of its members, the representative first, then those that say most of the same. language: a primary
    subtag. max_words: that the sentence may have. substance: that it must have.
    """

    sentences: tuple[str, ...]
    language: str
    max_words: int
    substance: Substance


@dataclass(frozen=True, slots=True, kw_only=True)
class Rewording:
    """What came of a draft: one sentence on one line; else why it was refused, or why the rewriter gave none.

    tokens: that the rewriter wrote.
    """

    text: str | None = None
    refusal: str | None = None
    failure: str | None = None
    tokens: int = 0


def rewrite_groups(
    drafts: Sequence[Draft], rewriter: Rewriter, *, remaining_seconds: Callable[[], float]
) -> tuple[Rewording, ...]:
    """What `rewriter` makes of each draft."""
    requests = [
        RewriteRequest(
            sentences=choose_sentences(draft.sentences),
            language=draft.language,
            max_words=draft.max_words,
            substance=draft.substance,
        )
        for draft in drafts
    ]
    rewrites = rewriter.rewrite(requests, remaining_seconds=remaining_seconds) if requests else ()
    return tuple(_check(rewrite, draft) for rewrite, draft in zip(rewrites, drafts, strict=True))


def choose_sentences(sentences: Sequence[str]) -> tuple[str, ...]:
    """The sentences that a rewriter is given: the first distinct ones, each on one line."""
    return tuple(dict.fromkeys(" ".join(sentence.split()) for sentence in sentences))[:_MOST_SENTENCES]


def _check(rewrite: Rewrite, draft: Draft) -> Rewording:
    if rewrite.text is None:
        return Rewording(failure=rewrite.failure, tokens=rewrite.tokens)
    text = " ".join(rewrite.text.split())
    if not text.rstrip(_CLOSERS).endswith(tuple(_SENTENCE_ENDS)) or not is_whole(text):
        return Rewording(refusal=NO_SENTENCE, tokens=rewrite.tokens)
    if (words := count_words(text)) > draft.max_words:
        return Rewording(refusal=f"the rewrite has {words} words, more than {draft.max_words}", tokens=rewrite.tokens)
    if judge_independence(text) < judge_independence(draft.sentences[0]):
        return Rewording(refusal=POINTS_BACK, tokens=rewrite.tokens)
    if not keeps_substance(text, draft.language, draft.substance):
        return Rewording(refusal=TOO_LITTLE, tokens=rewrite.tokens)
    return Rewording(text=text, tokens=rewrite.tokens)
