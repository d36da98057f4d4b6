"""Usability: which sentences a summary may show, and which may fill room that is left."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Sequence

import numpy as np
from numpy.typing import NDArray

from service.domain import Sentence
from service.pipeline.text.readability import addresses_reader, is_question, is_whole
from service.pipeline.text.standalone import Standing
from service.pipeline.text.terms import Terms

_LEAST_KNOWN = 0.5
"""Share of its words that another source has, from which a short sentence fills what room is left."""


def list_usable(
    sentences: Sequence[Sentence], standing: Sequence[Standing], words: Sequence[int], least_words: int
) -> NDArray[np.bool_]:
    """By sentence, whether a summary may show it: no headline, nothing that strays, no half of a quotation, enough
    words; where there is none, what comes nearest.
    """
    long = np.array([count >= least_words for count in words], np.bool_)
    body = np.array([not sentence.headline for sentence in sentences], np.bool_)
    told = _may_be_told(sentences, standing)
    for choice in (long & told, told, body, long):
        if choice.any():
            return choice
    return np.ones(len(sentences), np.bool_)


def list_filling(
    sentences: Sequence[Sentence], standing: Sequence[Standing], words: Sequence[int], least_words: int
) -> NDArray[np.bool_]:
    """By sentence, whether it may fill room: enough words, nothing asked, least of the reader: what is short and does
    is seldom part of the story.
    """
    told = [
        count >= least_words and not addresses_reader(s.text) and not is_question(s.text)
        for s, count in zip(sentences, words, strict=True)
    ]
    return _may_be_told(sentences, standing) & np.array(told, np.bool_)


def list_known(terms: Sequence[Terms], source: Sequence[int]) -> NDArray[np.bool_]:
    """By sentence, whether another source has half of its words of content; all where there is one source alone."""
    used_by: defaultdict[str, set[int]] = defaultdict(set)
    for term, own in zip(terms, source, strict=True):
        for stem in term.content:
            used_by[stem].add(own)
    if len(set(source)) == 1:
        return np.ones(len(terms), np.bool_)
    known = [sum(len(used_by[stem]) > 1 for stem in term.content) >= _LEAST_KNOWN * len(term.content) for term in terms]
    return np.array(known, np.bool_)


def _may_be_told(sentences: Sequence[Sentence], standing: Sequence[Standing]) -> NDArray[np.bool_]:
    """By sentence, whether it is no headline, does not stray and is no half of a quotation."""
    told = [
        not sentence.headline and not own.strays and is_whole(sentence.text)
        for sentence, own in zip(sentences, standing, strict=True)
    ]
    return np.array(told, np.bool_)
