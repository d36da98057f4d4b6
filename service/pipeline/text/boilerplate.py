"""What an article holds beside its story: datelines, bylines, captions, credits, promotion, update stamps.

Rules first, which name what they found; where they run out, a small model tells lines of the site. What cuts a story's
sentence is worse than what misses a credit line. Whole lines are dropped; datelines and date stamps in front of a
sentence are cut off it.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Sequence
from dataclasses import replace
from itertools import groupby

from service.domain import Article, Boilerplate, BoilerplateKind, Sentence, Span
from service.pipeline.text.boilerplate_rules import classify_line
from service.pipeline.text.language import count_words
from service.pipeline.text.live_reports import Entry, read_entries
from service.pipeline.text.newsroom import is_cut_off, tells_of_reporting
from service.pipeline.text.prefixes import content_start, name_prefix
from service.pipeline.text.segmentation import cut_long
from service.pipeline.text.site_blocks import find_enclosed
from service.pipeline.text.site_lines import find_site_lines
from service.pipeline.text.watching import look_at_clock

_MAX_HEADLINE_WORDS = 25
_MOST_CAPTION_WORDS, _MOST_CAPTION_SENTENCES = 50, 3
"""Of a paragraph that a credit of a picture closes, that credit included."""
_PICTURE_CREDIT = re.compile(r"(?:photo|picture|photograph|image)s?(?: by| credit| courtesy)?\s?[:/]", re.IGNORECASE)

_NO_ENTRY = Entry(prefix=0, told_at=None)


def strip_boilerplate(
    article: Article, sentences: Sequence[Sentence]
) -> tuple[tuple[Sentence, ...], tuple[Boilerplate, ...]]:
    """The sentences of `article` that tell its story, renumbered, and what was left out, each in order.

    A sentence with a dateline or a date stamp in front of it is narrowed: `start` moves behind it.
    """
    kept, left_out = strip_by_rules(article, sentences)
    site = find_site_lines(article, kept)
    ends = frozenset(sentence.end for sentence in kept if sentence.start not in site)
    stamps = {one.end for one in left_out if one.kind is BoilerplateKind.DATE}
    ends -= find_enclosed(article, [sentence for sentence in sentences if sentence.end not in stamps], ends)
    story = [sentence for sentence in kept if sentence.end in ends]
    found = [_left_out(s, s.start, s.end, BoilerplateKind.SITE) for s in kept if s.end not in ends]
    return (
        tuple(replace(sentence, position=position) for position, sentence in enumerate(story)),
        tuple(sorted([*left_out, *found], key=lambda span: span.start)),
    )


def restore_boilerplate(
    article: Article, sentences: Sequence[Sentence], kept: Sequence[Sentence], left_out: Sequence[Boilerplate]
) -> tuple[Sentence, ...]:
    """The sentences that were kept, and between them those that were left out, long ones in parts; renumbered.

    What asks readers to buy, to subscribe or to read another story stays away: it is no evidence of this one.
    """
    text = article.text
    gone = {sentence.end for sentence in kept} | {one.end for one in left_out if one.kind is BoilerplateKind.PROMOTION}
    parts = [
        replace(sentence, start=part.start, end=part.end, text=text[part.start : part.end])
        for sentence in sentences
        if sentence.end not in gone
        for part in cut_long(text, Span(start=sentence.start, end=sentence.end))
    ]
    ordered = sorted([*kept, *parts], key=lambda sentence: sentence.start)
    return tuple(replace(sentence, position=position) for position, sentence in enumerate(ordered))


def strip_by_rules(
    article: Article, sentences: Sequence[Sentence]
) -> tuple[tuple[Sentence, ...], tuple[Boilerplate, ...]]:
    """The same as far as rules go."""
    in_paragraph = Counter(sentence.paragraph for sentence in sentences)
    kept: list[Sentence] = []
    left_out: list[Boilerplate] = []
    captions = _find_captions(sentences)
    entries = read_entries(sentences, article.published_at)
    for place, sentence in enumerate(sentences):
        entry = entries.get(place, _NO_ENTRY)
        first = place == 0 or sentences[place - 1].paragraph != sentence.paragraph
        start = entry.prefix or content_start(sentence.text, first=first)
        if start:
            kind = name_prefix(sentence.text, first=first)
            left_out.append(_left_out(sentence, sentence.start, sentence.start + start, kind))
        body = sentence.text[start:]
        if not body:
            continue
        alone = in_paragraph[sentence.paragraph] == 1
        whole = classify_line(body, alone=alone)
        if sentence.end in captions:
            whole = whole or BoilerplateKind.CAPTION
        if whole:
            left_out.append(_left_out(sentence, sentence.start + start, sentence.end, whole))
            continue
        kept.append(
            Sentence(
                article_index=article.index,
                position=len(kept),
                paragraph=sentence.paragraph,
                start=sentence.start + start,
                end=sentence.end,
                text=body,
                headline=alone and _is_headline(body),
                newsroom=tells_of_reporting(body),
                told_at=entry.told_at,
            )
        )
    if kept and is_cut_off(kept[-1].text, alone=in_paragraph[kept[-1].paragraph] == 1):
        tail = kept.pop()
        left_out.append(_left_out(tail, tail.start, tail.end, BoilerplateKind.FRAGMENT))
    return tuple(kept), tuple(sorted(left_out, key=lambda span: span.start))


def _find_captions(sentences: Sequence[Sentence]) -> frozenset[int]:
    """The ends of what a credit of a picture closes: a short paragraph of few sentences, which all of it is about, else
    the sentence in front of the credit.
    """
    captions: set[int] = set()
    for _, paragraph in groupby(sentences, key=lambda sentence: sentence.paragraph):
        look_at_clock()
        own = list(paragraph)
        closing = [place for place, sentence in enumerate(own) if _PICTURE_CREDIT.match(sentence.text)]
        if not closing or sum(count_words(sentence.text) for sentence in own) > _MOST_CAPTION_WORDS:
            continue
        few = len(own) <= _MOST_CAPTION_SENTENCES
        captions.update(
            sentence.end for place in closing for sentence in (own if few else own[max(0, place - 1) : place + 1])
        )
    return frozenset(captions)


def _left_out(sentence: Sentence, start: int, end: int, kind: BoilerplateKind) -> Boilerplate:
    return Boilerplate(article_index=sentence.article_index, start=start, end=end, kind=kind)


def _is_headline(text: str) -> bool:
    words = count_words(text)
    return words <= _MAX_HEADLINE_WORDS and not text.rstrip("”\"'’)» ").endswith(
        (".", "!", "?", "…", "。", "！", "？", "؟", "।")
    )
