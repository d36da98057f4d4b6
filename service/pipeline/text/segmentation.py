"""Articles into sentences with exact spans.

Paragraphs are split by sentencex (Wikimedia, MIT), which knows abbreviations and quotation in some 240 languages;
what it gets wrong in news English is joined again here.
"""

from __future__ import annotations

import re
from collections.abc import Iterator

import sentencex

from service.domain import Article, Sentence, Span
from service.pipeline.text.language import detect_language
from service.pipeline.text.watching import look_at_clock

_LINE = re.compile(r"[^\n\r\v\f\x1c-\x1e\x85\u2028\u2029]+")
_BLANK_LINE = re.compile(r"(?:\r\n|[\n\r\u2028\u2029])[ \t]*(?:\r\n|[\n\r\u2028\u2029])")
_IGNORABLE = (
    " \t\n\r\v\f\x00\x1c\x1d\x1e\x1f\x85\xa0\u1680\u2000\u2001\u2002\u2003\u2004\u2005\u2006\u2007\u2008\u2009\u200a"
    "\u200b\u2028\u2029\u202f\u205f\u2060\u3000\ufeff"
)
"""White space, the zero-width space, and the byte-order mark."""
_TERMINATOR = re.compile(r"[.!?…:;。！？؟।][\"'”’»)\]]*\s*$")

_RANK_OR_TITLE = re.compile(
    r"(?:^|[\s(“\"'‘—–-])(?:Adm|Amb|Atty|Brig|Capt|Cmdr|Col|Cpl|Cpt|Det|Dr|Fr|Gen|Gov|Hon|Insp|Lt|Maj|Messrs|Mr|Mrs|Ms|Msgr|"
    r"Pfc|Pres|Prof|Pvt|Rep|Reps|Rev|Sen|Sens|Sgt|Spc|Sr|Ssgt|St|Supt|Mt|Ft|Gens|Govs|Lts|Profs|Revs|vs|No|Nos|Jan|Feb|Mar|Apr|"
    r"Aug|Sept|Sep|Oct|Nov|Dec|[A-Z])\.$"
)
_CLOCK = re.compile(r"\b[ap]\.m\.$", re.IGNORECASE)
_AFTER_CLOCK = re.compile(
    r"^(?:Mon|Tues|Wednes|Thurs|Fri|Satur|Sun)day\b|^(?:Mon|Tue|Wed|Thu|Fri|Sat|Sun)\b|^[ECMP][SD]?T\b|^GMT\b|^UTC\b|"
    r"^(?:Eastern|Central|Mountain|Pacific|Greenwich|Moscow|London|Tokyo|Beijing)\b|"
    r"^(?:Jan|Feb|March|April|May|June|July|Aug|Sept|Oct|Nov|Dec)"
)
_COUNTRY = re.compile(r"\b(?:U\.S|U\.N|U\.K|E\.U|D\.C)\.$")
_AFTER_COUNTRY = re.compile(
    r"^(?:Army|Navy|Air|Marine|Coast|Defense|State|Treasury|Justice|House|Senate|Congress|Capitol|Supreme|District|Court|"
    r"Attorney|Embassy|Ambassador|President|Vice|Secretary|Department|Sen|Rep|Gen|Security|General|High|Special|Secret|"
    r"Government|Forces|Central|European|Customs|Immigration|Postal|Open|Steel|Bank|Geological|Food|Drug)\b"
)
_CONTINUES = re.compile(r"^[\"'“”’»)\]]*[a-z,;]")
_ORPHAN_CLOSER = re.compile(r"^[\"”’»)\]]+$")
_MISSED = re.compile(r"(?<=[.!?…][”\"’»)])\s+(?=[“\"A-Z])|(?<=[a-z0-9][.!?])\s+(?=“)|(?<=[a-z]{3}…)\s+(?=[A-Z“])")
_WINDOW = 4000
"""Characters that sentencex sees at once; few paragraphs are longer."""
_CONTEXT = 20
"""Characters before a cut that decide whether it stands; the longest abbreviation has 10."""
_LONGEST = 1500
"""Characters of a sentence that is cited or verified; longer ones, of which summaries hold none, are lists or code."""
_HARD_WRAP_COLUMNS = 100
_HARD_WRAP_SHARE = 0.5
_HARD_WRAP_MIN_LINES = 4


def split_sentences(article: Article, language: str | None = None) -> tuple[Sentence, ...]:
    """The sentences of `article` in order; white space and byte-order marks between them belong to none.

    A line end closes a sentence, except in text wrapped at a fixed width, where only a blank line does.
    language: where it is known already, as a primary subtag.
    """
    language = language or detect_language(article.text, article.language)
    sentences: list[Sentence] = []
    for number, paragraph in enumerate(_paragraphs(article.text)):
        for span in _split_paragraph(article.text, paragraph, language):
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
        if part := _trim(text, start, cut):
            yield part
        start = cut
    if part := _trim(text, start, sentence.end):
        yield part


def _paragraphs(text: str) -> Iterator[Span]:
    if not _is_hard_wrapped(text):
        for match in _LINE.finditer(text):
            if span := _trim(text, match.start(), match.end()):
                yield span
        return
    start = 0
    for end, following in [*(match.span() for match in _BLANK_LINE.finditer(text)), (len(text), len(text))]:
        if span := _trim(text, start, end):
            yield span
        start = following


def _is_hard_wrapped(text: str) -> bool:
    """Whether most lines break off inside a sentence at a typewriter's width, as in wire archives."""
    lines = [line for match in _LINE.finditer(text) if (line := match.group().strip())]
    if len(lines) < _HARD_WRAP_MIN_LINES or max(map(len, lines)) > _HARD_WRAP_COLUMNS:
        return False
    broken = sum(not _TERMINATOR.search(line) for line in lines)
    continued = sum(bool(_CONTINUES.match(line)) for line in lines)
    return broken / len(lines) >= _HARD_WRAP_SHARE and continued / len(lines) >= _HARD_WRAP_SHARE / 2


def _split_paragraph(text: str, paragraph: Span, language: str) -> Iterator[Span]:
    body = text[paragraph.start : paragraph.end]
    pieces: list[Span] = []
    for window in _windows(body):
        look_at_clock()
        for boundary in sentencex.get_sentence_boundaries(language, body[window.start : window.end]):
            start, end = window.start + boundary["start_index"], window.start + boundary["end_index"]
            pieces.extend(_split_missed(body, start, end))
    for piece in _join_broken(body, pieces):
        yield Span(start=paragraph.start + piece.start, end=paragraph.start + piece.end)


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
            if span := _trim(body, start, match.start()):
                yield span
            start = match.end()
    if span := _trim(body, start, end):
        yield span


def _join_broken(body: str, pieces: list[Span]) -> Iterator[Span]:
    current: Span | None = None
    for piece in pieces:
        if current and _belongs_together(
            body[max(current.start, current.end - _CONTEXT) : current.end], body[piece.start : piece.end]
        ):
            current = Span(start=current.start, end=piece.end)
            continue
        if current:
            yield current
        current = piece
    if current:
        yield current


def _belongs_together(left: str, right: str) -> bool:
    """Whether a cut between `left` and `right` falls inside a sentence."""
    if _ORPHAN_CLOSER.match(right):
        return True
    if _RANK_OR_TITLE.search(left) and not _COUNTRY.search(left):
        return True
    if left.endswith((".", "?", "!", "”", '"', "’")) and _CONTINUES.match(right):
        return True
    if _CLOCK.search(left) and _AFTER_CLOCK.match(right):
        return True
    return bool(_COUNTRY.search(left) and _AFTER_COUNTRY.match(right))


def _balanced(text: str) -> bool:
    return text.count("“") == text.count("”") and text.count('"') % 2 == 0 and text.count("(") == text.count(")")


def _trim(text: str, start: int, end: int) -> Span | None:
    """The span without white space at its edges; None where nothing is left."""
    piece = text[start:end]
    core = piece.lstrip(_IGNORABLE)
    lead = len(piece) - len(core)
    length = len(core.rstrip(_IGNORABLE))
    return Span(start=start + lead, end=start + lead + length) if length else None
