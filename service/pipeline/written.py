"""Text that somebody wrote about the articles: its sentences and clauses, their embeddings and terms."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass
from itertools import pairwise

import numpy as np
from numpy.typing import NDArray

from service.domain import Article, Span
from service.pipeline.embedding import embed_texts
from service.pipeline.language import detect_language
from service.pipeline.segmentation import split_sentences
from service.pipeline.terms import Terms, extract_terms
from service.ports import SentenceEncoder, StageClock

_QUOTATION_MARKS = '"“”«»„'
_UNQUOTED = str.maketrans(_QUOTATION_MARKS, " " * len(_QUOTATION_MARKS))
_SENTENCE_END = ".!?…"
_LIKELY_OPENING = re.compile(r"[.!?…]\s++[\"“”'`]*+\s*+[a-z]")
_CLAUSE_END = re.compile(
    r"(?<![,;:—–])[,;:—–]++\s++(?:(?:and|but|or|while|after|before|as|which|who|when|where|because|since|with|although|though|so)\s++)?"
    r"|(?<!\s)\s++(?:and|but|while|after|before|as|which|who|when|where|because|since|with|although|though|so|that)\s++"
    r"|(?<=[,.?!][”\"»])\s++"
)
"""Where a clause may end: at punctuation in any language, before a conjunction in English."""
_LEAST_CLAUSE_WORDS = 5
"""A shorter piece joins the next one: fewer words are seldom a statement."""


@dataclass(frozen=True, slots=True, kw_only=True)
class WrittenText:
    """spans: of the sentences in `text`, in order; each is a sentence also where several stand in one quotation.

    embeddings: (sentences, dimension), rows of length 1. clauses: of each sentence, (clauses, dimension), at least one
    row. language: a primary subtag.
    """

    text: str
    language: str
    spans: tuple[Span, ...]
    embeddings: NDArray[np.float32]
    terms: tuple[Terms, ...]
    clauses: tuple[NDArray[np.float32], ...]


def read_written(text: str, *, encoder: SentenceEncoder, clock: StageClock) -> WrittenText:
    """The text, read. Raises: DeadlineExceededError while it is encoded."""
    language = detect_language(text)
    spans = _find_sentences(text)
    sentences = [" ".join(text[span.start : span.end].split()) for span in spans]
    clauses = [split_clauses(sentence) for sentence in sentences]
    wordings = list(dict.fromkeys([*sentences, *(clause for own in clauses for clause in own)]))
    rows = embed_texts(wordings, encoder=encoder, clock=clock)
    place = {wording: row for row, wording in enumerate(wordings)}
    return WrittenText(
        text=text,
        language=language,
        spans=spans,
        embeddings=rows[[place[sentence] for sentence in sentences]] if sentences else rows,
        terms=tuple(extract_terms(sentence, language) for sentence in sentences),
        clauses=tuple(rows[[place[clause] for clause in own]] for own in clauses),
    )


def split_clauses(sentence: str) -> tuple[str, ...]:
    """Its clauses, roughly, each of at least five words; the sentence itself where it cannot be cut."""
    clauses: list[str] = []
    pending = ""
    for piece in _CLAUSE_END.split(sentence):
        pending = f"{pending} {piece}".strip()
        if len(pending.split()) >= _LEAST_CLAUSE_WORDS:
            clauses.append(pending)
            pending = ""
    if pending and clauses:
        clauses[-1] += f" {pending}"
    return tuple(clauses) if len(clauses) > 1 else (sentence,)


def _find_sentences(text: str) -> tuple[Span, ...]:
    """Spans of the sentences; those inside a quotation count one each, since each may have a source of its own."""
    text = _capitalize_openings(text)
    cuts = {
        sentence.start
        for sentence in split_sentences(Article(id="text", index=0, text=text.translate(_UNQUOTED)))
        if _is_inside_quotation(text, sentence.start)
    }
    spans: list[Span] = []
    for sentence in split_sentences(Article(id="text", index=0, text=text)):
        if spans and not any(character.isalnum() for character in sentence.text):
            spans[-1] = Span(start=spans[-1].start, end=sentence.end)
            continue
        inner = sorted(cut for cut in cuts if sentence.start < cut < sentence.end)
        spans.extend(_cut(text, (sentence.start, *inner, sentence.end)))
    return tuple(spans)


def _capitalize_openings(text: str) -> str:
    """A text without any capital, of the same length, with one for each sentence: they tell where one begins."""
    if text.lower() != text:
        return text
    return _LIKELY_OPENING.sub(lambda match: match[0][:-1] + match[0][-1].upper(), text)


def _is_inside_quotation(text: str, start: int) -> bool:
    """Whether a sentence begins at `start` behind another one, with no quotation mark between them."""
    before = text[:start].rstrip()
    return before[-1:] in _SENTENCE_END and before != "" and text[start] not in _QUOTATION_MARKS


def _cut(text: str, bounds: Sequence[int]) -> list[Span]:
    return [Span(start=start, end=start + len(text[start:end].rstrip())) for start, end in pairwise(bounds)]
