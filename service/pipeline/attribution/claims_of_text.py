"""Text that somebody wrote about the articles: its sentences and clauses, their embeddings and terms."""

from __future__ import annotations

import re
from bisect import bisect_left, bisect_right
from collections.abc import Collection, Iterator, Sequence
from dataclasses import dataclass
from itertools import accumulate, pairwise

import numpy as np
from numpy.typing import NDArray

from service.domain import Article, Span
from service.errors import FieldProblem, InvalidRequestError
from service.pipeline.attribution.markup import blank_markup
from service.pipeline.text.embedding import embed_texts
from service.pipeline.text.folding import flatten, fold
from service.pipeline.text.language import detect_language
from service.pipeline.text.quotations import QUOTATION_MARKS
from service.pipeline.text.segmentation import cut_long, split_sentences
from service.pipeline.text.terms import Terms, extract_terms
from service.pipeline.text.watching import look_at_clock, watched
from service.pipeline.text.windows import translate
from service.ports import SentenceEncoder, StageClock

_UNQUOTED = dict.fromkeys(map(ord, QUOTATION_MARKS), " ")
_SENTENCE_END = ".!?…"
_LIKELY_OPENING = re.compile(r"[.!?…]\s++[\"“”'`]*+\s*+[a-z]")
_CLAUSE_END = re.compile(
    r"(?<![,;:—–])[,;:—–]++\s++(?:(?:and|but|or|while|after|before|as|which|who|when|where|because|since|with|although|though|so)\s++)?"
    r"|(?<!\s)\s++(?:and|but|while|after|before|as|which|who|when|where|because|since|with|although|though|so|that)\s++"
    r"|(?<=[,.?!][”\"»])\s++"
)
"""Where a clause may end: at punctuation in any language, before a conjunction in English."""
_CLOSING_SIGNS = frozenset(".,;!?")
_BLANKS_BEFORE_END = re.compile(r"(?<! ) ++(?=[.,;!?](?: |$))")
_LEAST_CLAUSE_WORDS = 5
"""A shorter piece joins the next one: fewer words are seldom a statement."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Clause:
    """A part of a sentence that says something of its own. span: where it stands in the written text."""

    text: str
    span: Span


@dataclass(frozen=True, slots=True, kw_only=True)
class WrittenText:
    """spans: of the sentences in `text`, in order; each is a sentence also where several stand in one quotation.

    bare: the text with blanks for what is no claim. claims: the sentences as they are compared, on one line each.
    embeddings: (sentences, dimension), rows of length 1. clauses: of each sentence, at least one; clause_embeddings: of
    each sentence, (clauses, dimension). language: a primary subtag.
    """

    text: str
    bare: str
    language: str
    spans: tuple[Span, ...]
    claims: tuple[str, ...]
    embeddings: NDArray[np.float32]
    terms: tuple[Terms, ...]
    clauses: tuple[tuple[Clause, ...], ...]
    clause_embeddings: tuple[NDArray[np.float32], ...]

    def locate(self, place: int, start: int, end: int) -> Span:
        """Where in `text` the characters from `start` to `end` of claim `place` stand."""
        look_at_clock()
        sentence = self.spans[place]
        folded = fold(self.bare[sentence.start : sentence.end])
        written = [i for i, character in enumerate(folded.text) if not character.isspace()]
        before = len("".join(self.claims[place][:start].split()))
        count = len("".join(self.claims[place][start:end].split()))
        first, last = written[before], written[before + count - 1]
        return Span(start=sentence.start + folded.places[first], end=sentence.start + folded.places[last + 1])


def read_written(
    text: str,
    encoder: SentenceEncoder,
    clock: StageClock,
    *,
    language: str = "en",
    outlets: Collection[str] = (),
    articles: int | None = None,
    max_sentences: int | None = None,
) -> WrittenText:
    """The text, read. language: of the articles, which is taken for that of the text unless another is clear.

    outlets: names of publishers and articles, which in brackets are credits. articles: how many it may cite by number;
    None where it is not known.

    Raises: InvalidRequestError if it has more than `max_sentences` sentences; DeadlineExceededError.
    """
    language = detect_language(text, expected=language)
    bare = blank_markup(text, outlets, articles=articles)
    spans = _find_sentences(bare)
    if max_sentences is not None and len(spans) > max_sentences:
        detail = f"has {len(spans)} sentences; at most {max_sentences} are taken"
        raise InvalidRequestError(FieldProblem(pointer="/text", detail=detail))
    return _read_sentences(text, bare, spans, encoder, clock, language=language)


def read_lines(lines: Sequence[str], encoder: SentenceEncoder, clock: StageClock, *, language: str) -> WrittenText:
    """The text of `lines`, each of which is a sentence, read."""
    text = "\n".join(lines)
    starts = accumulate((len(line) + 1 for line in lines[:-1]), initial=0)
    spans = tuple(Span(start=start, end=start + len(line)) for start, line in zip(starts, lines, strict=True))
    return _read_sentences(text, text, spans, encoder, clock, language=language)


def _read_sentences(
    text: str, bare: str, spans: tuple[Span, ...], encoder: SentenceEncoder, clock: StageClock, *, language: str
) -> WrittenText:
    claims = tuple(_flatten(bare[span.start : span.end]) for span in spans)
    clauses = tuple(split_clauses(bare, span) for span in watched(spans, clock, "align"))
    wordings = list(dict.fromkeys([*claims, *(clause.text for own in clauses for clause in own)]))
    rows = embed_texts(wordings, encoder=encoder, clock=clock)
    place = {wording: row for row, wording in enumerate(wordings)}
    return WrittenText(
        text=text,
        bare=bare,
        language=language,
        spans=spans,
        claims=claims,
        embeddings=rows[[place[claim] for claim in claims]] if claims else rows,
        terms=tuple(extract_terms(claim, language) for claim in claims),
        clauses=clauses,
        clause_embeddings=tuple(rows[[place[clause.text] for clause in own]] for own in clauses),
    )


def split_clauses(text: str, sentence: Span) -> tuple[Clause, ...]:
    """The clauses of a sentence of `text`, roughly, each of at least five words; itself where it cannot be cut."""
    clauses: list[Clause] = []
    pieces: list[str] = []
    start, count = sentence.start, 0
    for piece in _cut_at_clause_ends(text, sentence):
        start = start if pieces else piece.start
        pieces.append(text[piece.start : piece.end])
        count += _count_words(pieces[-1], opening=not count)
        if count >= _LEAST_CLAUSE_WORDS:
            clauses.append(Clause(text=_flatten(" ".join(pieces)), span=Span(start=start, end=piece.end)))
            pieces, count = [], 0
    if pieces and clauses:
        last = clauses[-1]
        rest = _flatten(" ".join([last.text, *pieces]))
        clauses[-1] = Clause(text=rest, span=Span(start=last.span.start, end=sentence.end))
    if len(clauses) > 1:
        return tuple(clauses)
    return (Clause(text=_flatten(text[sentence.start : sentence.end]), span=sentence),)


def _cut_at_clause_ends(text: str, sentence: Span) -> Iterator[Span]:
    start = sentence.start
    for end in _CLAUSE_END.finditer(text, sentence.start, sentence.end):
        yield Span(start=start, end=end.start())
        start = end.end()
    yield Span(start=start, end=sentence.end)


def _count_words(piece: str, *, opening: bool) -> int:
    """Words of a piece once it is flattened: a lone sign goes to the word in front. opening: whether there is none."""
    words = piece.split()
    signs = sum(word in _CLOSING_SIGNS for word in words)
    return len(words) - signs + (opening and words[:1] != [] and words[0] in _CLOSING_SIGNS)


def _flatten(text: str) -> str:
    """On one line; blanks that markup left in front of punctuation are gone."""
    return _BLANKS_BEFORE_END.sub("", flatten(text))


def _find_sentences(text: str) -> tuple[Span, ...]:
    """Spans of the sentences; those inside a quotation count one each, since each may have a source of its own."""
    text = _capitalize_openings(text)
    cuts = [
        sentence.start
        for sentence in split_sentences(Article(id="text", index=0, text=translate(text, _UNQUOTED)))
        if _is_inside_quotation(text, sentence.start)
    ]
    spans: list[Span] = []
    for sentence in split_sentences(Article(id="text", index=0, text=text)):
        if spans and not any(character.isalnum() for character in sentence.text):
            spans[-1] = Span(start=spans[-1].start, end=sentence.end)
            continue
        inner = cuts[bisect_right(cuts, sentence.start) : bisect_left(cuts, sentence.end)]
        spans.extend(_cut(text, (sentence.start, *inner, sentence.end)))
    return tuple(part for span in spans for part in cut_long(text, span))


def _capitalize_openings(text: str) -> str:
    """A text without any capital, of the same length, with one for each sentence: they tell where one begins."""
    if text.lower() != text:
        return text
    return _LIKELY_OPENING.sub(lambda match: match[0][:-1] + match[0][-1].upper(), text)


def _is_inside_quotation(text: str, start: int) -> bool:
    """Whether a sentence begins at `start` behind another one, with no quotation mark between them."""
    last = start - 1
    while last >= 0 and text[last].isspace():
        last -= 1
    return last >= 0 and text[last] in _SENTENCE_END and text[start] not in QUOTATION_MARKS


def _cut(text: str, bounds: Sequence[int]) -> list[Span]:
    return [Span(start=start, end=start + len(text[start:end].rstrip())) for start, end in pairwise(bounds)]
