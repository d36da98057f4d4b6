"""What belongs to lines of a site by where it stands: in a form, in a list of links, in the lines about the author."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence, Set
from itertools import groupby

from service.domain import Article, Sentence
from service.pipeline.text.language import count_words
from service.pipeline.text.watching import look_at_clock

_MOST_BETWEEN, _MOST_BEHIND = 30, 20
"""Words of a sentence between lines that were left out, and behind them. Of 18 such sentences of 90 clusters and six
people marked all as no story."""
_BLANK_LINE = re.compile(r"\n[ \t\r]*\n")
_LEAST_BLOCKS = 3
"""Blocks of lines, set apart by blank ones, from which an article parts its paragraphs so: a block of several lines is
then a list or a form."""
_ENDED = re.compile(r"[.!?…][\"'”’»)\]]{0,3}\s*$")
_ASKED = re.compile(r"\byou\b[^.!]*\?$", re.IGNORECASE)
_AUTHOR = re.compile(
    r"\A(?P<name>[A-Z][\w.'’-]++(?: [A-Z][\w.'’-]++){1,3}),? "
    r"(?:(?:is (?:an?|the|our)|has been (?:an?|the|our)|works as (?:an?|the)|joined)\b[^.]{0,60}\b(?:reporter"
    r"|correspondent|editor|columnist|journalist|writer|critic|blogger)"
    r"(?:\.|,? (?:for|at|of|with|based|covering|since|in)\b)|(?:covers|writes (?:about|on|for))\b)"
)
"""What a line about the author opens with, who is not named before."""
_LAST_PARAGRAPHS, _MOST_OF_AUTHOR = 3, 60

_Paragraph = list[Sentence]


def find_enclosed(article: Article, sentences: Sequence[Sentence], kept: Set[int]) -> frozenset[int]:
    """The ends of those sentences that are kept so far and belong to lines which are not.

    A form to sign up has lines that would be story elsewhere ("An error has occurred."), a list of links has titles,
    and lines about the author tell of them. sentences: all of the article, in order. kept: the ends of what is left.
    Cost: linear.
    """
    paragraphs = [list(own) for _, own in groupby(sentences, key=lambda sentence: sentence.paragraph)]
    blocks = list(_list_blocks(article.text, paragraphs))
    found = {end for paragraph in paragraphs for end in _find_surrounded(paragraph, kept)}
    if len(blocks) >= _LEAST_BLOCKS:
        found.update(end for block in blocks if len(block) > 1 for end in _find_in_block(block, kept))
    found.update(_find_authors(article.text, paragraphs, kept))
    return frozenset(found & kept)


def _list_blocks(text: str, paragraphs: Sequence[_Paragraph]) -> Iterator[list[_Paragraph]]:
    """The paragraphs between two blank lines."""
    block: list[_Paragraph] = []
    for paragraph in paragraphs:
        if block and _BLANK_LINE.search(text, block[-1][-1].end, paragraph[0].start):
            yield block
            block = []
        block.append(paragraph)
    if block:
        yield block


def _find_surrounded(sentences: Sequence[Sentence], kept: Set[int]) -> list[int]:
    """Short sentences between two that were left out of one paragraph or block, or behind two to its end; and what is
    asked of the reader where nothing else of it is left.
    """
    found: list[int] = []
    before, waiting = 0, list[Sentence]()
    for sentence in sentences:
        look_at_clock()
        if sentence.end in kept:
            waiting.append(sentence)
            continue
        found += _list_short(waiting, _MOST_BETWEEN) if before else []
        before, waiting = before + 1, []
    found += _list_short(waiting, _MOST_BEHIND) if before > 1 else []
    left = [sentence for sentence in sentences if sentence.end in kept]
    asked = before and all(_ASKED.search(sentence.text) for sentence in left)
    return found + [sentence.end for sentence in left if asked]


def _list_short(sentences: Sequence[Sentence], most: int) -> list[int]:
    """The ends of `sentences`, unless one has more words than `most`."""
    short = all(count_words(sentence.text) <= most for sentence in sentences)
    return [sentence.end for sentence in sentences] if short else []


def _find_in_block(block: Sequence[_Paragraph], kept: Set[int]) -> list[int]:
    """Of a block whose first line was left out, the lines without a full stop, and what such lines surround."""
    if any(sentence.end in kept for sentence in block[0]):
        return []
    lines = [sentence for paragraph in block for sentence in paragraph]
    unended = [sentence.end for sentence in lines if not _ENDED.search(sentence.text)]
    left = {sentence.end for sentence in lines if sentence.end in kept}.difference(unended)
    return unended + _find_surrounded(lines, left)


def _find_authors(text: str, paragraphs: Sequence[_Paragraph], kept: Set[int]) -> list[int]:
    """The short paragraphs at the end that are about the author: somebody whom nothing before them names."""
    found: list[int] = []
    for paragraph in paragraphs[1:][-_LAST_PARAGRAPHS:]:
        opening = next((sentence for sentence in paragraph if sentence.end in kept), paragraph[0])
        match = _AUTHOR.match(opening.text)
        words = sum(count_words(sentence.text) for sentence in paragraph)
        if not match or words > _MOST_OF_AUTHOR:
            continue
        if not re.search(rf"\b{re.escape(match['name'].split()[-1])}\b", text[: opening.start]):
            found += [sentence.end for sentence in paragraph]
    return found
