"""Rewrite requests and what comes of them: what a rewriter is given of a group, and which answers are sentences."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from functools import partial

from service.pipeline.rewriting.compression import find_compression_edges
from service.pipeline.rewriting.content_preservation import KeyContent, find_key_content, preserves_content
from service.pipeline.text.language import count_words
from service.pipeline.text.readability import is_whole, points_back
from service.ports import Rewriter
from service.rewrites import Rewrite, RewriteRequest

_MOST_SENTENCES = 4
"""Sentences of a group that a rewriter reads: more repeat each other, and cost time (docs/decisions/0010)."""
_SENTENCE_ENDS = ".!?…。！？।؟"
_CLOSERS = "\"'”’»)]」』"
NO_SENTENCE = "the rewriter gave no whole sentence"
POINTS_BACK = "the rewrite opens by pointing at a sentence before it"
TOO_LITTLE = "the rewrite leaves out too much of what sources share"


@dataclass(frozen=True, slots=True, kw_only=True)
class Draft:
    """What a rewriter is asked for a group, and what its answer has to say."""

    request: RewriteRequest
    key_content: KeyContent


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
    requests = [draft.request for draft in drafts]
    rewrites = rewriter.rewrite(requests, remaining_seconds=remaining_seconds) if requests else ()
    return tuple(_check(rewrite, draft) for rewrite, draft in zip(rewrites, drafts, strict=True))


def draft_rewrite(
    sentences: Sequence[str], *, language: str, max_words: int, weight: Mapping[tuple[str, str], float]
) -> Draft:
    """What a rewriter is asked for a group.

    sentences: of its members, the representative first, then those that say most of the same. language: a primary
    subtag. max_words: that the rewrite may have. weight: of each concept of the story, as selection counts them.
    """
    given = choose_sentences(sentences)
    key_content = find_key_content(given, language, weight)
    shortens = partial(_shortens, own=given[0], language=language, key_content=key_content)
    request = RewriteRequest(
        sentences=given,
        word_counts=tuple(count_words(sentence) for sentence in given),
        language=language,
        max_words=max_words,
        find_edges=partial(find_compression_edges, keeps=shortens),
    )
    return Draft(request=request, key_content=key_content)


def choose_sentences(sentences: Sequence[str]) -> tuple[str, ...]:
    """The sentences that a rewriter is given: the first distinct ones, each on one line."""
    return tuple(dict.fromkeys(" ".join(sentence.split()) for sentence in sentences))[:_MOST_SENTENCES]


def _shortens(text: str, *, own: str, language: str, key_content: KeyContent) -> bool:
    """Whether `text` is worth making in place of `own`."""
    if text == own:
        return True
    if count_words(text) >= count_words(own) or _leans(text, own):
        return False
    return preserves_content(text, language, key_content)


def _leans(text: str, own: str) -> bool:
    """Whether `text` points at a sentence before it where `own` does not."""
    return points_back(text) and not points_back(own)


def _check(rewrite: Rewrite, draft: Draft) -> Rewording:
    if rewrite.text is None:
        return Rewording(failure=rewrite.failure, tokens=rewrite.tokens)
    text = " ".join(rewrite.text.split())
    if not text.rstrip(_CLOSERS).endswith(tuple(_SENTENCE_ENDS)) or not is_whole(text):
        return Rewording(refusal=NO_SENTENCE, tokens=rewrite.tokens)
    if (words := count_words(text)) > draft.request.max_words:
        return Rewording(
            refusal=f"the rewrite has {words} words, more than {draft.request.max_words}", tokens=rewrite.tokens
        )
    if _leans(text, draft.request.sentences[0]):
        return Rewording(refusal=POINTS_BACK, tokens=rewrite.tokens)
    if not preserves_content(text, draft.request.language, draft.key_content):
        return Rewording(refusal=TOO_LITTLE, tokens=rewrite.tokens)
    return Rewording(text=text, tokens=rewrite.tokens)
