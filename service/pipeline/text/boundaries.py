"""Where a sentence ends: what sentencex gets wrong of it in the news, mended.

All of it works on a paragraph's shape, which has a blank for every kind of white space, and keeps every offset.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator

from service.domain import Span
from service.pipeline.text.calendar import ZONE
from service.pipeline.text.quotations import CLOSING, OPENING, is_speech_tag
from service.pipeline.text.watching import look_at_clock

IGNORABLE = (
    " \t\n\r\v\f\x00\x1c\x1d\x1e\x1f\x85\xa0\u1680\u2000\u2001\u2002\u2003\u2004\u2005\u2006\u2007\u2008\u2009\u200a"
    "\u200b\u2028\u2029\u202f\u205f\u2060\u3000\ufeff"
)
"""White space, the zero-width space, and the byte-order mark."""
BULLET = re.compile(r"(?:(?<=\s)|^)[•▪●◦‣■►](?=\s)")
CONTINUES = re.compile(rf"^[\"'{CLOSING}»)\]]*[a-z,;]")

_RANK_OR_TITLE = re.compile(
    r"(?:^|[\s(“\"'‘—–-])(?:Adm|Amb|Atty|Brig|Capt|Cmdr|Col|Cpl|Cpt|Det|Dr|Fr|Gen|Gov|Hon|Insp|Lt|Maj|Messrs|Mr|Mrs|Ms|Msgr|"
    r"Pfc|Pres|Prof|Pvt|Rep|Reps|Rev|Sen|Sens|Sgt|Spc|Sr|Ssgt|St|Supt|Mt|Ft|Gens|Govs|Lts|Profs|Revs|vs|No|Nos|Jan|Feb|Mar|Apr|"
    r"Aug|Sept|Sep|Oct|Nov|Dec|al|cf|viz|incl|[A-Z])\.$"
)
_MAY_END = re.compile(
    r"(?:[\s(“\"'‘—–-](?:Sr|St|No|Jan|Feb|Mar|Apr|Aug|Sept|Sep|Oct|Nov|Dec|al)|(?<=\S)[ –—-][A-Z])\.$"
)
"""Of these, those that end a sentence, too: "on Main St.", "in World War I."; a letter that opens a list does not."""
_OPENS_SENTENCE = re.compile(
    r"^(?:A|After|Although|An|And|Another|As|At|Because|Before|Both|But|By|During|Each|Every|For|From|He|His|How|"
    r"However|I|If|In|Into|It|Its|Many|Most|My|Neither|No|None|Nor|On|Once|Or|Other|Others|Our|She|Since|So|Some|Such|"
    r"That|The|Their|Then|There|These|They|This|Those|Though|Through|To|Under|Until|We|What|When|Where|Whether|Which|"
    r"While|Who|Why|With|Within|Without|Yet|You|Your)(?=[ ,])"
)
"""Determiners, pronouns, conjunctions and prepositions, none of which is a person's name."""
_SHORTENED_TITLE = re.compile(
    r"(?:^|\b[a-z]\w{0,18} |, |[(“\"'‘])(?!Jr|Ltd)[B-DF-HJ-NP-TV-XZ][b-df-hj-np-tv-xz]{1,4}\.$"
)
"""A capitalized word without a vowel, which is a shortened one, where a name may follow: "said Cst. Roy". Behind a name
("Acme Mfg.") it may end a sentence."""
_SHORT_WORD = re.compile(r"\b[A-Z][a-z]{1,7}\.$")
_OPENS_SHORTENED = re.compile(r"(?:[A-Z][a-z]{1,5}\. ){1,4}[a-z]")
"""Words with full stops that no sentence begins behind, as in the titles of journals: "Bull. Econ. Stud. vol. 12"."""
_CAPITALIZED = re.compile(r"[A-ZÀ-ÖØ-Þ]")
_BEFORE_NUMBER = re.compile(
    r"(?:^|[\s(])(?:approx|art|ca|ch|circa|eq|est|ext|fig|figs|max|min|no|nos|pp?|sec|tel|vol)\.$", re.IGNORECASE
)
_NUMBER = re.compile(r"^[#$€£]?\d")
_ORDINAL = re.compile(r"(?<![\d.,])\d{1,3}\.$")
_ORDINAL_LANGUAGES = frozenset(
    {"cs", "da", "de", "et", "fi", "hr", "hu", "is", "lv", "nb", "no", "pl", "sk", "sl", "tr"}
)
"""Where a full stop makes a number an ordinal: "am 3. Oktober"."""
_CLOCK = re.compile(r"\b[ap]\.m\.$", re.IGNORECASE)
_DAYS = "Mon|Tues?|Wed(?:nes)?|Thu(?:rs)?|Fri|Sat(?:ur)?|Sun"
_AFTER_CLOCK = re.compile(
    rf"^(?:(?:{_DAYS})(?:day)?|{ZONE})\b(?!['’]s)|"
    rf"^(?:Eastern|Central|Mountain|Pacific|Greenwich)(?=[ ]?[^\w '’]| [a-z]| (?:{_DAYS})day\b|$)|"
    r"^(?:Eastern|Central|Mountain|Pacific|Greenwich|Moscow|London|Tokyo|Beijing)(?: [A-Z][a-z]{2,8}+){0,2} [Tt]ime\b|"
    r"^(?:Jan|Feb|March|April|May|June|July|Aug|Sept|Oct|Nov|Dec)[a-z]{0,6}\.?[ ]{1,2}\d"
)
"""A day, a date or a zone; what only opens as they do begins a sentence: "Tuesday's attack", "Central Park"."""
_COUNTRY = re.compile(r"\b(?:U\.S|U\.N|U\.K|E\.U|D\.C)\.$")
_AFTER_COUNTRY = re.compile(
    r"^(?:Army|Navy|Air|Marine|Coast|Defense|State|Treasury|Justice|House|Senate|Congress|Capitol|Supreme|District|Court|"
    r"Attorney|Embassy|Ambassador|President|Vice|Secretary|Department|Sen|Rep|Gen|Security|General|High|Special|Secret|"
    r"Government|Forces|Central|European|Customs|Immigration|Postal|Open|Steel|Bank|Geological|Food|Drug)\b"
)
_LOWER_CASE_NAME = re.compile(
    r"^[\"“„«‘]?(?:[a-z]{1,4}[A-Z]"
    r"|(?:al|bin|da|de|del|della|den|der|di|du|el|ibn|la|le|ten|ter|van|von)[ -](?:(?:de[nr]|la) )?[A-Z])"
)
"""Names that open in lower case, as "iPhone" and "de Blasio" do."""
_ENDED = re.compile(rf"[.!?…:;。！？؟।][\"'{CLOSING}»)\]]{{0,4}}$")
_QUESTION = re.compile(rf"[?!][\"'{CLOSING}»]{{1,2}}$")
_ORPHAN_CLOSER = re.compile(rf"^[\"'{CLOSING}»)\]]+$")
_DANGLING_OPENER = re.compile(rf"(?<=\s)[\"'{OPENING}]+$")
_NOTE = re.compile(r"(?:[⁰¹²³⁴-⁹]{1,4}|\[\d{1,3}\]|\[\^\w{1,8}\]){1,4}(?=\s)")
_CONTEXT = 20
"""Characters before a cut that decide whether it stands; the longest abbreviation has 10."""


def mend_cuts(shape: str, pieces: Iterable[Span], *, language: str, unbroken: Iterable[Span] = ()) -> Iterator[Span]:
    """The sentences of a paragraph, from the `pieces` it was cut into.

    unbroken: quotations that began in a paragraph before this one or end in one behind it: nothing is cut in them.
    """
    whole = tuple(unbroken)
    moved = _cut_at_quotations(shape, _move_marks(shape, list(pieces)), whole)
    current: Span | None = None
    for piece in moved:
        if current and (_is_within(piece.start, whole) or _belongs_together(shape, current, piece, language)):
            current = Span(start=current.start, end=piece.end)
            continue
        if current:
            yield current
        current = piece
    if current:
        yield current


def trim(text: str, start: int, end: int) -> Span | None:
    """The span without white space at its edges; None where nothing is left."""
    look_at_clock()
    piece = text[start:end]
    core = piece.lstrip(IGNORABLE)
    lead = len(piece) - len(core)
    length = len(core.rstrip(IGNORABLE))
    return Span(start=start + lead, end=start + lead + length) if length else None


def _move_marks(shape: str, pieces: list[Span]) -> list[Span]:
    """An opening mark behind a sentence goes to the next one, the number of a note to the one it stands behind."""
    moved: list[Span] = []
    for piece in pieces:
        span: Span | None = piece
        if moved and (opener := _DANGLING_OPENER.search(_end_of(shape, moved[-1]))):
            last = moved.pop()
            start = last.end - len(opener.group())
            moved.extend([kept] if (kept := trim(shape, last.start, start)) else [])
            span = Span(start=start, end=piece.end)
        if moved and span and (note := _NOTE.match(shape, span.start)) and _ENDED.search(_end_of(shape, moved[-1])):
            moved[-1] = Span(start=moved[-1].start, end=note.end())
            span = trim(shape, note.end(), span.end)
        moved.extend([span] if span else [])
    return moved


def _cut_at_quotations(shape: str, pieces: list[Span], unbroken: tuple[Span, ...]) -> list[Span]:
    """The pieces, cut in front of an unbroken quotation that begins behind a sentence, and behind one that ends one."""
    cuts = [span.start for span in unbroken if _ends_sentence(shape, 0, span.start)]
    cuts += [span.end for span in unbroken if _ends_sentence(shape, span.start, span.end)]
    found: list[Span] = []
    for piece in pieces:
        bounds = [piece.start, *(cut for cut in sorted(cuts) if piece.start < cut < piece.end), piece.end]
        found.extend(span for k in range(len(bounds) - 1) if (span := trim(shape, bounds[k], bounds[k + 1])))
    return found


def _ends_sentence(shape: str, start: int, end: int) -> bool:
    ending = shape[start:end].rstrip()[-_CONTEXT:]
    return not ending or (not ending.endswith((":", ";")) and _ENDED.search(ending) is not None)


def _end_of(shape: str, piece: Span) -> str:
    look_at_clock()
    return shape[max(piece.start, piece.end - _CONTEXT) : piece.end]


def _is_within(place: int, spans: Iterable[Span]) -> bool:
    return any(span.start < place < span.end for span in spans)


def _belongs_together(shape: str, first: Span, second: Span, language: str) -> bool:
    """Whether a cut between two pieces falls inside a sentence."""
    if BULLET.search(shape, first.end, second.start):
        return False
    left, right = _end_of(shape, first), shape[second.start : second.end]
    in_title = _SHORT_WORD.search(left) and _OPENS_SHORTENED.match(shape, second.start)
    if in_title or _ORPHAN_CLOSER.match(right) or _is_shortened(left, right, language):
        return True
    if CONTINUES.match(right) and not _LOWER_CASE_NAME.match(right):
        return left.endswith((".", "?", "!", "”", '"', "’", "»", "“")) or not _ENDED.search(left)
    if _QUESTION.search(left) and is_speech_tag(right):
        return True
    if _CLOCK.search(left) and _AFTER_CLOCK.match(right):
        return True
    return bool(_COUNTRY.search(left) and _AFTER_COUNTRY.match(right))


def _is_shortened(left: str, right: str, language: str) -> bool:
    """Whether the full stop is that of an abbreviation or an ordinal."""
    if _RANK_OR_TITLE.search(left) and not _COUNTRY.search(left):
        return not (_MAY_END.search(left) and _OPENS_SENTENCE.match(right))
    if _SHORTENED_TITLE.search(left) and _CAPITALIZED.match(right):
        return True
    if _BEFORE_NUMBER.search(left) and _NUMBER.match(right):
        return True
    return language in _ORDINAL_LANGUAGES and _ORDINAL.search(left) is not None
