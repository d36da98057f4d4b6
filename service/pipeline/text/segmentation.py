"""Articles into sentences with exact spans.

Paragraphs are split by sentencex (Wikimedia, MIT), which knows abbreviations and quotation in some 240 languages;
what it gets wrong in news English is joined again here.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from itertools import pairwise

import sentencex

from service.domain import Article, Sentence, Span
from service.pipeline.text.boundaries import BULLET, CONTINUES, mend_cuts, trim
from service.pipeline.text.language import detect_language
from service.pipeline.text.quotations import find_unfinished
from service.pipeline.text.watching import look_at_clock
from service.pipeline.text.windows import find_all, find_runs, replace_all

_LINE = re.compile(r"[^\n\r\v\f\x1c-\x1e\x85\u2028\u2029]+")
_BLANK_LINE = re.compile(r"(?>\r\n|[\n\r\u2028\u2029])[ \t]*+(?>\r\n|[\n\r\u2028\u2029])")
_WHITE = re.compile(r"[^\S ]")
_BLANKS = re.compile(r"(?<! ) {2,}+")
_QUOTED_LINE = re.compile(r"^[ \t]{0,8}>[ \t>]{0,8}|^[ \t]{0,8}#{1,6}[ \t]|^[ \t]{0,8}[-*+][ \t](?!\s)", re.MULTILINE)
"""What Markdown puts in front of a quoted line, a heading, an item of a list."""
_TERMINATOR = re.compile(r"[.!?…:;。！？؟।][\"'”’»)\]]*\s*$")
_OPENING = re.compile(
    r"(?:^|(?<=[.!?…]))[\"“”'’)\]]{0,3}\s{1,3}[\"“‘'(]{0,2}(?P<letter>[^\W\d_])|^[\"“‘'(]{0,2}(?P<first>[^\W\d_])"
)
_MISSED = re.compile(
    r"(?<=[.!?…][”\"’»)])\s+(?=[“\"A-Z]|\d{1,2}[:.]\d{2} (?:[ap]\.?m\.? )?[“\"A-Z])"
    r"|(?<=[a-z0-9][.!?])\s+(?=“)|(?<=[a-z]{3}…)\s+(?=[A-Z“])|(?<=\bMay\.)\s+(?=[“\"A-Z])"
)
_REACH = 32
"""More characters than the expressions above match of a text of many lines."""
_WINDOW = 4000
"""Characters that sentencex sees at once; few paragraphs are longer."""
_LONGEST = 1500
"""Characters of a sentence that is cited or verified; longer ones, of which summaries hold none, are lists or code."""
_HARD_WRAP_COLUMNS = 100
_HARD_WRAP_SHARE = 0.5
_HARD_WRAP_MIN_LINES = 4
_LEAST_COLUMNS = 40
_FULL_SHARE = 0.8
"""Share of the line ends at which the next word would not have fitted, from which a text is wrapped."""
_LOWER_CASE_SHARE = 0.8
"""Share of the sentences that open in lower case from which a text is written without capitals."""


def split_sentences(article: Article, language: str | None = None) -> tuple[Sentence, ...]:
    """The sentences of `article` in order; white space and byte-order marks between them belong to none.

    A line end closes a sentence, except in text wrapped at a fixed width, where only a blank line does.
    language: where it is known already, as a primary subtag.
    """
    language = language or detect_language(article.text, article.language)
    shape = _shape(article.text)
    paragraphs = list(_paragraphs(article.text))
    unfinished = find_unfinished([shape[paragraph.start : paragraph.end] for paragraph in paragraphs])
    sentences: list[Sentence] = []
    for number, (paragraph, unbroken) in enumerate(zip(paragraphs, unfinished, strict=True)):
        for span in _split_paragraph(shape, paragraph, language, unbroken):
            sentences.append(
                Sentence(
                    article_index=article.index,
                    position=len(sentences),
                    paragraph=number,
                    start=span.start,
                    end=span.end,
                    text=article.text[span.start : span.end],
                )
            )
    return tuple(sentences)


def split_text(text: str) -> tuple[str, ...]:
    """The sentences of a text that stands alone."""
    return tuple(sentence.text for sentence in split_sentences(Article(id="text", index=0, text=text)))


def cut_long(text: str, sentence: Span) -> Iterator[Span]:
    """The parts of a sentence of `text`, each of 1,500 characters at most, cut where words end; itself if it is short.

    What is done to a sentence may cost the square of its length: cut, a text costs no more than its own length.
    """
    start = sentence.start
    while sentence.end - start > _LONGEST:
        blank = text.rfind(" ", start + _LONGEST // 2, start + _LONGEST)
        cut = blank if blank >= 0 else start + _LONGEST
        if part := trim(text, start, cut):
            yield part
        start = cut
    if part := trim(text, start, sentence.end):
        yield part


def _paragraphs(text: str) -> Iterator[Span]:
    if not _is_hard_wrapped(text):
        for line in find_runs(_LINE, text):
            if span := trim(text, line.start, line.end):
                yield span
        return
    start = 0
    for end, following in [*(match.span() for match in _BLANK_LINE.finditer(text)), (len(text), len(text))]:
        if span := trim(text, start, end):
            yield span
        start = following


def _is_hard_wrapped(text: str) -> bool:
    """Whether most lines break off inside a sentence at a typewriter's width, as in wire archives and mail."""
    lines = [line for run in find_runs(_LINE, text) if (line := text[run.start : run.end].strip())]
    if len(lines) < _HARD_WRAP_MIN_LINES or max(map(len, lines)) > _HARD_WRAP_COLUMNS:
        return False
    broken = sum(not _TERMINATOR.search(line) for line in lines)
    continued = sum(bool(CONTINUES.match(line)) for line in lines)
    if broken / len(lines) >= _HARD_WRAP_SHARE and continued / len(lines) >= _HARD_WRAP_SHARE / 2:
        return True
    return bool(continued) and _fills_its_lines(text)


def _fills_its_lines(text: str) -> bool:
    """Whether lines end where the next word would not have fitted, all of them alike."""
    blocks = [[line.strip() for line in block.splitlines() if line.strip()] for block in _BLANK_LINE.split(text)]
    width = max(len(line) for block in blocks for line in block)
    ends = [
        len(line) + 1 + len(following.split()[0]) > width for block in blocks for line, following in pairwise(block)
    ]
    return width >= _LEAST_COLUMNS and len(ends) > 1 and sum(ends) >= _FULL_SHARE * len(ends)


def _shape(text: str) -> str:
    """`text` as it is cut: as long, on one line, blanks for bullets and Markdown, capitals to open sentences."""
    shape = replace_all(_QUOTED_LINE, lambda match: " " * len(match.group()), text, reach=_REACH)
    return _capitalize_openings(replace_all(_WHITE, lambda _: " ", shape, reach=1))


def _capitalize_openings(text: str) -> str:
    """A text written without capitals, of the same length, with one for each sentence: they tell where one begins."""
    openings, lower = 0, []
    for match in find_all(_OPENING, text, reach=_REACH):
        look_at_clock()
        openings += 1
        start = max(match.span("letter"), match.span("first"))[0]
        if text[start].islower():
            lower.append(start)
    if len(lower) < _LOWER_CASE_SHARE * openings:
        return text
    parts, end = [], 0
    for start in lower:
        capital = text[start].upper()
        parts += [text[end:start], capital if len(capital) == 1 else text[start]]
        end = start + 1
    return "".join([*parts, text[end:]])


def _split_paragraph(shape: str, paragraph: Span, language: str, unbroken: Sequence[Span]) -> Iterator[Span]:
    body = shape[paragraph.start : paragraph.end]
    pieces = [
        Span(start=item.start + piece.start, end=item.start + piece.end)
        for item in _items(body)
        for piece in _cut(body[item.start : item.end], language)
    ]
    for piece in mend_cuts(body, pieces, language=language, unbroken=unbroken):
        yield Span(start=paragraph.start + piece.start, end=paragraph.start + piece.end)


def _items(body: str) -> Iterator[Span]:
    """What stands between bullets, which set the items of a list apart inside a paragraph."""
    start = 0
    for bullet in [*find_all(BULLET, body, reach=_REACH), None]:
        end = bullet.start() if bullet else len(body)
        if span := trim(body, start, end):
            yield span
        start = bullet.end() if bullet else end


def _cut(text: str, language: str) -> Iterator[Span]:
    for window in _windows(text):
        look_at_clock()
        squeezed, places = _squeeze(text[window.start : window.end])
        for boundary in sentencex.get_sentence_boundaries(language, squeezed):
            start, end = places[boundary["start_index"]], places[boundary["end_index"]]
            yield from _split_missed(text, window.start + start, window.start + end)


def _squeeze(text: str) -> tuple[str, Sequence[int]]:
    """`text` with one blank for several, where sentencex would cut, and the place of each of its characters."""
    runs = list(_BLANKS.finditer(text))
    if not runs:
        return text, range(len(text) + 1)
    places: list[int] = []
    last = 0
    for run in runs:
        places.extend(range(last, run.start() + 1))
        last = run.end()
    places.extend(range(last, len(text) + 1))
    return _BLANKS.sub(" ", text), places


def _windows(body: str) -> Iterator[Span]:
    """Stretches of a paragraph, each cut behind a sentence if one ends in it: sentencex is quadratic in open quotes."""
    start = 0
    while len(body) - start > _WINDOW:
        ends = [body.rfind(end, start + _WINDOW // 2, start + _WINDOW) for end in (". ", "! ", "? ", "。", " ")]
        cut = next((end + 1 for end in ends if end >= 0), start + _WINDOW)
        yield Span(start=start, end=cut)
        start = cut
    yield Span(start=start, end=len(body))


def _split_missed(body: str, start: int, end: int) -> Iterator[Span]:
    """Cuts after a closing quotation mark that ends a sentence, where the quotation marks are balanced."""
    for match in _MISSED.finditer(body, start, end):
        if _balanced(body[start : match.start()]) and _balanced(body[match.end() : end]):
            if span := trim(body, start, match.start()):
                yield span
            start = match.end()
    if span := trim(body, start, end):
        yield span


def _balanced(text: str) -> bool:
    return text.count("“") == text.count("”") and text.count('"') % 2 == 0 and text.count("(") == text.count(")")
