"""Near-duplicate detection: which articles are copies of one text, so that they count as one independent source.

Two articles share an origin when much of the shorter one's own wording stands in the other, in shingles of a few words:
containment, which survives cutting, reordering of paragraphs, a new headline and light rewording. A quoted statement
that both print is no copy, nor is a caption.
Source: Broder (1997), "On the resemblance and containment of documents"; deviating from it, what is counted are the
words that shared shingles cover, not the shingles, of which every changed word spoils several.
"""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime

import numpy as np
from numpy.typing import NDArray
from scipy import sparse

from service.domain import Article, Boilerplate, BoilerplateKind
from service.pipeline.sources.components import connect
from service.pipeline.sources.credits import find_credits
from service.pipeline.sources.originals import is_surely_copied, rank_original
from service.pipeline.text.folding import flatten, fold_text
from service.pipeline.text.quotations import OMITTED, mask_borrowed
from service.pipeline.text.shingles import SHINGLE_WORDS, cover_words, number_shingles, split_words
from service.pipeline.text.watching import look_at_clock

_CHANCE_WORDS, _CHANCE_SHARE = 40, 0.15
"""Words that reports of one event may have in common without copying: so many, and this share of the shorter one. Of
355 pairs, reworked agency copy holds 1.3 times that sum and more, others 0.8 of it or less, but for one of 1.07 that
tells what both took from a third."""
_SHORT_SHARE = 0.55
"""The share of a short text that is enough: different short reports hold up to 0.28, reworded copies some 0.9."""
_CREDITED = 0.9
"""Of the bar, where both credit one agency: its stories repeat background, by which pairs reach 0.7 of the bar."""
_FEWEST_WORDS = 10
"""Fewer are a phrase, however short the text."""
_STORY = frozenset({BoilerplateKind.HEADING, BoilerplateKind.FRAGMENT, BoilerplateKind.TOO_LONG})
"""Boilerplate that is of the report though no summary could show it."""
_WORD_CHARACTER = re.compile(r"\w")


@dataclass(frozen=True, slots=True, kw_only=True)
class NearDuplicates:
    """Where the articles' texts come from.

    origin: by article, the number of its origin, 0-based in order of first appearance.
    copy_of: by article, the position of the article it is a copy of, or None for the original itself.
    """

    origin: tuple[int, ...]
    copy_of: tuple[int | None, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class _Wording:
    """What is an article's own of its text.

    shingles: numbers of its shingles of words, by the place of their first word; 0 where a stretch was left out.
    size: words that stand in any shingle, those of the site's lines among them, of which `shingles` has none.
    """

    article: int
    shingles: NDArray[np.int64]
    size: int


def find_near_duplicates(articles: Sequence[Article], boilerplate: Sequence[Boilerplate] = ()) -> NearDuplicates:
    """The origin of each article, and which of those that share one is taken for the original.

    An article joins the one longer article that holds most of it, not all that hold some: what a third text has in
    common with a copy it has in common with what was copied too, so that copies join no texts which were apart. A
    longer one that surely came later and holds a part of a shorter one is the copy, as roundups are of many.
    The original is an agency's own, else the one published first, among equals the longest, then the first in order.
    boilerplate: what is known of the articles, by `Article.index`; the site's lines are nobody's wording.
    Cost: linear in text, plus the square of the number of articles that share a shingle of words.
    """
    wordings = _read_wordings(articles, boilerplate)
    first: dict[bytes, _Wording] = {}
    for wording in wordings:
        first.setdefault(wording.shingles.tobytes(), wording)
    same = [
        (first[w.shingles.tobytes()].article, w.article)
        for w in wordings
        if _count_covered(w.shingles) >= _FEWEST_WORDS
    ]
    distinct = sorted(first.values(), key=lambda wording: (-wording.size, wording.article))
    origin = connect(len(articles), [*_pair_equal_texts(articles), *same, *_find_parents(articles, distinct)])
    original: dict[int, int] = {}
    for index in sorted(range(len(articles)), key=lambda i: _precedence(articles[i], i)):
        original.setdefault(origin[index], index)
    return NearDuplicates(
        origin=origin,
        copy_of=tuple(None if original[origin[i]] == i else original[origin[i]] for i in range(len(articles))),
    )


def _precedence(article: Article, index: int) -> tuple[bool, datetime, int, int]:
    return *rank_original(article), -len(article.text), index


def _pair_equal_texts(articles: Sequence[Article]) -> list[tuple[int, int]]:
    first: dict[str, int] = {}
    return [(first.setdefault(flatten(article.text), i), i) for i, article in enumerate(articles)]


def _read_wordings(articles: Sequence[Article], boilerplate: Sequence[Boilerplate]) -> tuple[_Wording, ...]:
    number = {OMITTED: 0}
    read: dict[str, NDArray[np.int64]] = {}
    reports, whole = _omit_boilerplate(articles, boilerplate), [article.text for article in articles]
    for text in (*reports, *whole):
        if text not in read:
            words = split_words(mask_borrowed(fold_text(text)))
            read[text] = np.array([number.setdefault(word.lower(), len(number)) for word in words], np.int64)
    own, every = (number_shingles([read[text] for text in texts]) for texts in (reports, whole))
    return tuple(
        _Wording(article=index, shingles=shingles, size=_count_covered(every[index]))
        for index, shingles in enumerate(own)
    )


def _count_covered(shingles: NDArray[np.int64]) -> int:
    return int(cover_words(shingles > 0).sum())


def _omit_boilerplate(articles: Sequence[Article], boilerplate: Sequence[Boilerplate]) -> list[str]:
    """The texts without the words of the site's lines; marks stay, so that a quotation still ends where it did."""
    lines: defaultdict[int, list[Boilerplate]] = defaultdict(list)
    for line in boilerplate:
        if line.kind not in _STORY:
            lines[line.article_index].append(line)
    reports = []
    for article in articles:
        parts: list[str] = []
        last = 0
        for line in sorted(lines[article.index], key=lambda line: line.start):
            parts += article.text[last : line.start], _WORD_CHARACTER.sub(OMITTED, article.text[line.start : line.end])
            last = line.end
        reports.append("".join((*parts, article.text[last:])))
    return reports


def _find_parents(articles: Sequence[Article], wordings: Sequence[_Wording]) -> list[tuple[int, int]]:
    """Each article that is a copy, behind the one that holds, or lent it, most. wordings: the longest first."""
    credits_of: dict[int, frozenset[str]] = {}
    best: dict[int, tuple[int, int]] = {}
    for longer, shorter, repeated in _find_overlaps(wordings):
        one, two = longer.article, shorter.article
        is_enough = repeated >= _bar(shorter.size)
        if not is_enough:
            for index in {one, two} - credits_of.keys():
                credits_of[index] = find_credits(articles[index])
        if is_enough or credits_of[one] & credits_of[two]:
            if repeated < _SHORT_SHARE * shorter.size and is_surely_copied(articles[one], articles[two]):
                one, two = two, one
            best[two] = max(best.get(two, (0, 0)), (repeated, -one))
    return [(-one, two) for two, (_, one) in best.items()]


def _list_distinct(shingles: NDArray[np.int64]) -> NDArray[np.int64]:
    look_at_clock()
    return np.unique(shingles[shingles > 0])


def _find_overlaps(wordings: Sequence[_Wording]) -> Iterator[tuple[_Wording, _Wording, int]]:
    """The pairs that may be copies: the longer one, the shorter, the words repeated."""
    sets = [_list_distinct(wording.shingles) for wording in wordings]
    held = np.zeros(max((int(shingles[-1]) for shingles in sets if len(shingles)), default=0) + 1, np.bool_)
    shared = _count_shared(sets, len(held))
    for i, longer in enumerate(wordings):
        held[sets[i]] = True
        row = slice(shared.indptr[i], shared.indptr[i + 1])
        for j, shingles in sorted(zip(shared.indices[row].tolist(), shared.data[row].tolist(), strict=True)):
            look_at_clock()
            least = _CREDITED * _bar(wordings[j].size)
            if j > i and SHINGLE_WORDS * shingles >= least:
                repeated = int(cover_words(held[wordings[j].shingles]).sum())
                if repeated >= max(least, _FEWEST_WORDS):
                    yield longer, wordings[j], repeated
        held[sets[i]] = False


def _count_shared(sets: Sequence[NDArray[np.int64]], shingles: int) -> sparse.csr_array:
    """How many shingles each two texts share. sets: of each text, numbers below `shingles`. Shape: (texts, texts)."""
    columns = np.concatenate([*sets, np.zeros(0, np.int64)])
    starts = np.cumsum([0, *(len(held) for held in sets)])
    incidence = sparse.csr_array((np.ones(len(columns), np.int32), columns, starts), shape=(len(sets), shingles))
    return sparse.csr_array(incidence @ incidence.T)


def _bar(size: int) -> float:
    """Words that a text of `size` of them shares at least with the one it is copied from."""
    return min(_SHORT_SHARE * size, _CHANCE_WORDS + _CHANCE_SHARE * size)
