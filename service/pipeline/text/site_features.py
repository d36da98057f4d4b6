"""What tells a line of a site from a line of its story: features that a person can read, each in [0, 1]."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from collections.abc import Set as AbstractSet
from dataclasses import dataclass

from service.pipeline.text.calendar import MONTH, WEEKDAY
from service.pipeline.text.irregular_verbs import is_past_form
from service.pipeline.text.terms import is_function_word

_WORD = re.compile(r"[^\W_]+(?:['’-][^\W_]+)*")
_ENDED = re.compile(r"[.!?…][\"'”’»)\]]{0,3}\s*$")
_ADDRESS = re.compile(r"https?:|www\.|\w\.(?:com|org|net|co|example)\b|\S@\w|(?<!\w)@\w")
_SIGN = re.compile(r"[©®™|►▶»›]|>>")
_OPENING = re.compile(r"(?:^|(?<=[.!?:…]))\W{0,3}([^\W\d_]+)")
_ASKED = re.compile(
    r"(?:^|[.!?] )(?:are|were|have|had|do|did|can|could|got|want|need|looking|worried|already|liked|enjoyed)\b"
    r"[^.?!]{0,80}\?",
    re.IGNORECASE,
)
_THIS_PAGE = re.compile(
    r"\b(?:this|the) (?:page|post|story|article|blog|site|website|content|video|version|newsletter|report)\b"
    r"|\blive (?:page|blog|feed|coverage|reporting|updates)\b"
    r"|\bthis (?:press |news |media )?release\b"
    r"|\bcomment(?:s are|ing is|ing has)(?: now)? (?:closed|ended)\b"
    r"|\bearlier version\b|\b(?:developing|breaking news) story\b"
    r"|\b(?:click|subscribe|read|available|register|sign up) here\b"
    r"|\bsubscribers? only\b|\bfor subscribers\b|\bterms of\b|\bfree articles?\b",
    re.IGNORECASE,
)
"""What a site says of itself."""
_IMPRINT = re.compile(
    r"\b(?:is|are) (?:(?:published|owned|produced|operated|printed) by"
    r"|(?:an? |the )?(?:service|title|brand|division|unit|publication|newspaper|part|member) of) (?:the )?[A-Z]"
)
"""What an outlet says of who is behind it."""
_LABEL = re.compile(r"^[A-Z][\w'’ ]{0,30}:(?:\s|$)")
_QUOTED = re.compile(r"[\"“”„«»]")
_DAY = re.compile(rf"\b(?:{WEEKDAY}|(?:{MONTH})\s\d)")
_BYLINE = re.compile(r"^(?:by|from|with|posted|reported|compiled|exclusive by|live reporting by)\b", re.IGNORECASE)
_CREDIT = re.compile(
    r"\b(?:photo|picture|photograph|image|video|file photo)s?(?:\sby|\scredit|\scourtesy|\sexclusive|\sgallery)?\s?[:/]"
    r"|[/(]\s?(?:reuters|afp|ap|epa|getty)\b|\breport(?:ing|ed) by\b|\bediting by\b",
    re.IGNORECASE,
)
_COUNT = re.compile(
    r"\b\d{1,7} (?:comments?|shares?|views?|replies|likes)\b|\bpages? \d|\bof \d{1,3}\b$|\b\d{1,3}\.\d fm\b",
    re.IGNORECASE,
)

_ASKS = frozenset(
    """
    sign subscribe read watch listen follow share click tap download register join donate support buy book get
    send call email write contact visit see find check tell submit log login manage accept choose try enter win
    discover browse shop apply order view look search learn explore save upload report rate vote print copy skip
    scroll swipe hear catch stay keep become give help add turn enable allow please like know want liked enjoyed
    worried affected
    """.split()  # noqa: SIM905
)
"""Words by which a site asks its reader to do something, where they open a line."""
_SITE = frozenset(
    """
    newsletter newsletters inbox alert alerts cookie cookies app apps subscriber subscribers subscription
    subscriptions account privacy terms comment comments commenting page pages article articles site website web
    online homepage webcam podcast podcasts webinar newsdesk newsroom helpline hotline copyright advert
    advertisement advertising ad ads sponsored sponsor promoted classified classifieds archive archives blog
    post posted link links browser javascript password settings preferences consent edition editions print
    prints slideshow gallery caption trending related recommended recommends bulletin bulletins desk
    correspondent correspondents reporter editor editors editorial staff agencies crossword bingo puzzle puzzles
    quiz horoscope listings sudoku masthead feed rss facebook twitter instagram youtube whatsapp telegram tiktok
    linkedin reddit updated update updates correction corrections clarification version developing exclusive
    """.split()  # noqa: SIM905
)
"""Words for what a site is made of."""
_SALE = frozenset(
    """
    free unlimited offer offers deal deals discount trial price prices sale buy shop voucher prize prizes
    competition giveaway ticket tickets early-bird rates gift premium plus membership member members month
    monthly week weekly weekdays daily every morning evening appeal fund donate donation donations support
    coffee
    """.split()  # noqa: SIM905
)
_GENITIVE = re.compile(r"['’]s$")
_READER = frozenset({"you", "your", "yours", "yourself", "you've", "you're", "you’ve", "you’re"})
_OUTLET = frozenset({"we", "our", "us", "ours", "my", "me"})
_TELLS = frozenset(
    """
    said says told according reported announced confirmed added died killed injured arrested charged found was
    were had has have been will would could did is are
    """.split()  # noqa: SIM905
)
"""Words that statements are made with."""
_SAYS = frozenset({"said", "says", "told", "according", "reported", "announced", "confirmed", "added", "warned"})
EVIDENCE = (
    "asks", "asked", "reader", "outlet", "site", "this_page", "sales", "address", "sign", "label", "byline", "credit",
    "count", "names_outlet", "part_of_name", "first_untold",
)  # fmt: skip
"""Features of which a line of a site has at least one; without any it may be a headline."""
_SHORT, _BRIEF, _LONG = 4, 9, 25
_MOSTLY, _HALF = 0.7, 0.5
_NEAR_END = 3
_ENOUGH = 40
"""Words of content of an article without which its first line may be all that it tells."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Standing:
    """How a line stands in its article: as a paragraph of its own (`alone`), and how many there are around it.

    rest: words of content of the rest. known: share of its own that the rest has, too. rare: words of the outlet's
    name that at most one paragraph holds.
    """

    alone: bool
    from_start: int
    from_end: int
    rest: int
    known: float
    rare: AbstractSet[str]


def read_features(line: str, standing: Standing, *, outlet: Sequence[str]) -> Mapping[str, float]:
    """The features of a line of its own, or of a sentence of a longer paragraph.

    outlet: lower-cased words of the name of who published it, in order. Cost: linear.
    """
    words = _WORD.findall(line)
    lower = [word.lower() for word in words]
    told = not _TELLS.isdisjoint(lower) or any(map(is_past_form, lower[1:]))
    alone, known, late = standing.alone, standing.known, standing.from_end < _NEAR_END
    values = {
        **_read_form(line, words, alone=alone),
        **_read_address(line, lower, told=told),
        **_read_subject(line, lower, told=told, alone=alone),
        **_read_outlet(words, outlet, standing.rare, alone=alone, late=late),
        "last": standing.from_end == 0,
        "near_end": late,
        "first_untold": alone and standing.from_start == 0 and standing.rest >= _ENOUGH and not told,
        "known": known,
        "known_told": known * told,
        "unknown_unended": (1 - known) * (not _ENDED.search(line)),
    }
    return {name: float(value) for name, value in values.items()}


def _read_outlet(
    words: Sequence[str], outlet: Sequence[str], rare: AbstractSet[str], *, alone: bool, late: bool
) -> Mapping[str, bool]:
    """Whether it speaks as the outlet, or is a paragraph that names it: the Tolven Herald, or "The Herald".

    One word alone, as in Metro or The Local, may be anything; so may a word of the name without the others.
    """
    capitalized = {_GENITIVE.sub("", word.lower()) for word in words if word[0].isupper()}
    whole = len(outlet) > 1 and capitalized.issuperset(outlet)
    short = len(outlet) > 1 and any(
        before.lower() == "the"
        and _GENITIVE.sub("", word.lower()) == outlet[-1]
        and word[0].isupper()
        and not behind[0].isupper()
        for before, word, behind in zip(words, words[1:], [*words[2:], "."], strict=False)
    )
    speaks = any(word.lower() in _OUTLET and not (word.isupper() and len(word) > 1) for word in words)
    return {
        "outlet": speaks,
        "names_outlet": alone and (whole or short),
        "part_of_name": alone and late and not capitalized.isdisjoint(rare),
    }


def _read_form(line: str, words: Sequence[str], *, alone: bool) -> Mapping[str, bool]:
    """Length, case and signs."""
    count = max(1, len(words))
    content = [word for word in words if not is_function_word(word)]
    return {
        "alone": alone,
        "short": alone and count <= _SHORT,
        "brief": alone and count <= _BRIEF,
        "long": count > _LONG,
        "unended": not _ENDED.search(line),
        "sign": _SIGN.search(line) is not None,
        "label": _LABEL.search(line) is not None,
        "question": "?" in line,
        "exclaims": "!" in line,
        "quoted": _QUOTED.search(line) is not None,
        "capitals": sum(word[0].isupper() for word in content) >= _MOSTLY * max(1, len(content)),
        "shouts": sum(word.isupper() and len(word) > 1 for word in words) >= _HALF * count,
    }


def _read_address(line: str, lower: Sequence[str], *, told: bool) -> Mapping[str, bool]:
    """Whether it speaks to its reader. lower: its words, lower-cased."""
    asks = any(word.lower() in _ASKS for word in _OPENING.findall(line))
    reader = not _READER.isdisjoint(lower)
    return {
        "asks": asks,
        "asks_untold": asks and not told,
        "asked": _ASKED.search(line) is not None,
        "reader": reader,
        "reader_unquoted": reader and not told and _QUOTED.search(line) is None,
    }


def _read_subject(line: str, lower: Sequence[str], *, told: bool, alone: bool) -> Mapping[str, bool]:
    """Whether it speaks of the site, or of what happened. lower: its words, lower-cased."""
    site = sum(word in _SITE for word in lower)
    sale = sum(word in _SALE for word in lower)
    return {
        "site": site > 0,
        "sites": site > 1,
        "site_alone": alone and site > 0 and not told,
        "this_page": _THIS_PAGE.search(line) is not None,
        "sale": sale > 0,
        "sales": sale > 1,
        "address": _ADDRESS.search(line) is not None,
        "byline": alone and _BYLINE.search(line) is not None,
        "credit": _CREDIT.search(line) is not None,
        "count": _COUNT.search(line) is not None,
        "told": told,
        "says": not _SAYS.isdisjoint(lower),
        "told_whole": told and _ENDED.search(line) is not None,
        "untold_alone": alone and not told,
        "dated": _DAY.search(line) is not None,
    }


def tells_imprint(line: str, *, from_end: int, outlet: Sequence[str]) -> bool:
    """Whether a line near the end has the outlet say, by its whole name, who is behind it; arguments as above."""
    found = _IMPRINT.search(line)
    subject = {word.lower() for word in _WORD.findall(line[: found.start()])} if found else set[str]()
    return from_end < _NEAR_END and bool(outlet) and subject.issuperset(outlet)
