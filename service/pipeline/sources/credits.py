"""Agency credits: whom an article names for its text, in its dateline, byline, credit lines, source or address.

Credits of photographs are none, nor is "told Reuters". Credits are often cut off and often shared by different stories
of one agency, so that they tell nothing alone.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from urllib.parse import urlsplit

from service.domain import Article
from service.pipeline.text.recall import remembered
from service.pipeline.text.watching import look_at_clock

_AGENCIES: Mapping[str, str] = {
    "AAP": r"Australian Associated Press|AAP",
    "AFP": r"Agence[ -]France[- ]Presse|AFP",
    "ANI": r"Asian News International|ANI",
    "ANSA": r"ANSA",
    "AP": r"Associated Press|AP",
    "Bloomberg": r"Bloomberg(?: News)?",
    "Business Wire": r"Business ?Wire",
    "Canadian Press": r"(?:The )?Canadian Press",
    "City News Service": r"City News Service|CNS",
    "dpa": r"Deutsche Presse-Agentur|dpa|DPA",
    "EFE": r"EFE",
    "GlobeNewswire": r"GlobeNewswire|GLOBE NEWSWIRE",
    "IANS": r"Indo-Asian News Service|IANS",
    "Interfax": r"Interfax",
    "Kyodo": r"Kyodo(?: News)?",
    "PA": r"Press Association|PA Media|PA",
    "PR Newswire": r"PR ?Newswire",
    "PTI": r"Press Trust of India|PTI",
    "Reuters": r"(?:Thomson )?Reuters|REUTERS",
    "TASS": r"ITAR-TASS|TASS",
    "UPI": r"United Press International|UPI",
    "Xinhua": r"Xinhua",
    "Yonhap": r"Yonhap",
}
"""Agencies and press release services whose texts others print, by the names they are credited with."""
_HOSTS: Mapping[str, str] = {
    "afp.com": "AFP", "aninews.in": "ANI", "ansa.it": "ANSA", "ap.org": "AP", "apnews.com": "AP",
    "bloomberg.com": "Bloomberg", "businesswire.com": "Business Wire", "efe.com": "EFE",
    "globenewswire.com": "GlobeNewswire", "ians.in": "IANS", "interfax.com": "Interfax", "kyodonews.net": "Kyodo",
    "prnewswire.com": "PR Newswire", "ptinews.com": "PTI", "reuters.com": "Reuters", "tass.com": "TASS",
    "upi.com": "UPI", "xinhuanet.com": "Xinhua", "yna.co.kr": "Yonhap",
}  # fmt: skip
_MENTION = re.compile(
    r"(?<!\w)(?:" + "|".join(f"(?P<{key.replace(' ', '_')}>{names})" for key, names in _AGENCIES.items()) + r")(?!\w)"
)
_PERSON = r"(?:,? (?:and )?[A-Z][\w.'’-]*){0,3}"
_CREDITS = tuple(
    (re.compile(f"(?:{before})$"), re.compile(after))
    for before, after in (
        # LIMA, Dec 1 (Reuters) - | (Reuters Health) - | NEW YORK, May 3, 2016 /PRNewswire/ --
        (r"^[^!?]{0,60}\(", r"(?: [A-Z]\w+)?\) ?[-–—:]"),
        (r"^[^!?]{0,80}/", r"[^/]{0,20}/ ?[-–—]"),
        # a line of its own: Associated Press | By The Associated Press | (AFP) | Source: AP
        (r"^\W*(?:[Bb]y |[Ss]ource:? |[Vv]ia |[Ff]rom )?(?:[Tt]he )?", r"\W*$"),
        # By Jane Doe, Associated Press | By Jane Doe | Reuters
        (r"^[Bb][Yy][ :][^.!?]{2,60}[,|/(–—-] ?(?:[Tt]he )?", r"(?:\W|$)"),
        # Associated Press writer Jane Doe contributed | Agence France-Presse and Associated Press contributed
        (r"(?:^|[^\w/])", rf"{_PERSON} (?:[Ww]riter|[Jj]ournalist|[Cc]orrespondent|[Rr]eporter)s?\b.*\bcontribut"),
        (r"(?:^|[^\w/])", r"(?: and [^.]{2,40})? contributed to this"),
        (r"\b[Ww]rites? for (?:[Tt]he )?", r""),
        (r"\b[Ww]ith (?:files|reporting|material|information) (?:from|by) (?:[Tt]he )?", r""),
        # © 2016 AFP | Copyright 2017 The Associated Press, but not: Image copyright AFP Image caption
        (r"(?:(?<![Ii]mage )[Cc]opyright|©|\([Cc]\)) ?(?:\d{4} )?(?:by )?(?:[Tt]he )?", r"(?! [Ii]mage)"),
    )
)
"""What stands before and behind an agency's name, on its line, where it is credited."""
_CONTEXT = 160
"""Characters looked at on either side: more than any of these can match."""


def find_credits(article: Article) -> frozenset[str]:
    """The agencies that `article` credits, by the names in which others credit them too; empty where there is none.

    Cost: linear in text, for lines of bounded length.
    """
    look_at_clock()
    found = {_named(mention) for mention in _MENTION.finditer(article.text) if _is_credit(mention)}
    for name in filter(None, (article.source, article.stated_publisher)):
        if agency := name_agency(name):
            found.add(agency)
    host = (urlsplit(article.url).hostname or "") if article.url else ""
    found.update(name for known, name in _HOSTS.items() if host == known or host.endswith(f".{known}"))
    return frozenset(found)


def is_agency(article: Article) -> bool:
    """Whether an agency published `article` itself."""
    name, family = article.publisher_name, (article.source_id or "").removeprefix("family:")
    return name in _HOSTS or name_agency(name) is not None or name_agency(family) is not None


@remembered(maxsize=4096)
def name_agency(name: str) -> str | None:
    """The agency that goes by a name, as others credit it; None where it is no agency's."""
    match = _match_name(name)
    return _named(match) if match else None


def _match_name(name: str) -> re.Match[str] | None:
    return _MENTION.fullmatch(name.strip().removeprefix("The "))


def _is_credit(mention: re.Match[str]) -> bool:
    text = mention.string
    line = text.rfind("\n", 0, mention.start()) + 1
    end = text.find("\n", mention.end())
    before = text[max(line, mention.start() - _CONTEXT) : mention.start()]
    after = text[mention.end() : min(len(text) if end < 0 else end, mention.end() + _CONTEXT)]
    return any(opens.search(before) and follows.match(after) for opens, follows in _CREDITS)


def _named(mention: re.Match[str]) -> str:
    return next(name for name, text in mention.groupdict().items() if text).replace("_", " ")
