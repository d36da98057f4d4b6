"""Rewrite requests and what comes of them: what a rewriter is given of a group, and which answers are sentences."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from functools import partial

from service.pipeline.rewriting.compression import list_compressions
from service.pipeline.rewriting.content_preservation import KeyContent, find_key_content, preserves_content
from service.pipeline.rewriting.wording_faults import ECHOES, clean_wording, echoes, find_fault
from service.pipeline.text.language import count_words
from service.pipeline.text.readability import points_back
from service.rewrites import Rewrite, RewriteRequest

_MOST_SENTENCES = 4
"""Sentences of a group that a rewriter reads: more repeat each other, and cost time (docs/decisions/0010)."""
POINTS_BACK = "the rewrite opens by pointing at a sentence before it"


@dataclass(frozen=True, slots=True, kw_only=True)
class Rewording:
    """What came of a request: one sentence on one line; else why it was refused, or why the rewriter gave none.

    least_support: the probability of support from which it is shown. others: sentences that may stand in its place if
    the articles do not entail it, each with that probability, the better first.
    """

    text: str | None = None
    least_support: float = 0.0
    others: tuple[tuple[str, float], ...] = ()
    refusal: str | None = None
    failure: str | None = None

    @property
    def next(self) -> Rewording | None:
        """The next sentence, if there is one."""
        if not self.others:
            return None
        (text, least_support), *others = self.others
        return replace(self, text=text, least_support=least_support, others=tuple(others))


def read_rewrite(rewrite: Rewrite, request: RewriteRequest) -> Rewording:
    """What came of a request: the first of its wordings without a fault, then the others."""
    if rewrite.text is None:
        return Rewording(failure=rewrite.failure)
    cleaned = [clean_wording(text, request.sentences) for text in (rewrite.text, *rewrite.others)]
    faults = [_find_fault(text, request) for text in cleaned]
    asked = rewrite.least_support or (0.0,) * len(cleaned)
    told = [(text, least) for text, least, fault in zip(cleaned, asked, faults, strict=True) if fault is None]
    return Rewording(others=tuple(told)).next or Rewording(refusal=faults[0])


def draft_rewrite(
    sentences: Sequence[str],
    *,
    language: str,
    max_words: int,
    weight: Mapping[tuple[str, str], float],
    judged: bool = True,
) -> RewriteRequest:
    """What a rewriter is asked for a group.

    sentences: of its members, the representative first, then those that say most of the same. language: a primary
    subtag. max_words: that the rewrite may have. weight: of each concept of the story, as selection counts them.
    judged: whether an entailment model reads what comes of it.
    """
    given = choose_sentences(sentences)
    key_content = find_key_content(given, language, weight)
    shortens = partial(_shortens, own=given[0], language=language, key_content=key_content)
    return RewriteRequest(
        sentences=given,
        word_counts=tuple(count_words(sentence) for sentence in given),
        language=language,
        max_words=max_words,
        list_compressions=partial(list_compressions, given, shortens),
        judged=judged,
    )


def choose_sentences(sentences: Sequence[str]) -> tuple[str, ...]:
    """The sentences that a rewriter is given: the first distinct ones, each on one line."""
    return tuple(dict.fromkeys(" ".join(sentence.split()) for sentence in sentences))[:_MOST_SENTENCES]


def _shortens(text: str, *, own: str, language: str, key_content: KeyContent) -> bool:
    """Whether `text` is worth making in place of `own`."""
    if count_words(text) >= count_words(own) or _leans(text, own):
        return False
    return preserves_content(text, language, key_content)


def _leans(text: str, own: str) -> bool:
    """Whether `text` points at a sentence before it where `own` does not."""
    return points_back(text) and not points_back(own)


def _find_fault(text: str, request: RewriteRequest) -> str | None:
    if fault := find_fault(text, request.sentences, request.language):
        return fault
    if (words := count_words(text)) > request.max_words:
        return f"the rewrite has {words} words, more than {request.max_words}"
    if echoes(text, request.sentences, request.language):
        return ECHOES
    return POINTS_BACK if _leans(text, request.sentences[0]) else None
