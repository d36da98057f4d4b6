"""Relays: sentences that say themselves from which outlet they have what they tell. English.

"The ministry paid 3 million, The Daily Plume reported" has one source, the Plume, whoever prints it, and so have two
reports of what a singer "told the magazine Prisma". A copy is known by its words, a relay by what it says.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Sequence

from service.domain import Article, Sentence
from service.pipeline.sources.credits import name_agency
from service.pipeline.sources.publisher_names import is_generic, is_outlet, join_letters, read_name
from service.pipeline.text.calendar import CALENDAR_NAMES
from service.pipeline.text.recall import remembered
from service.pipeline.text.watching import look_at_clock

_NAME = r"(?P<name>(?:[Tt]he )?[A-Z][\w&.'’-]*+(?: (?:(?:of|and|for|de|du|la|der) )?(?:the )?[A-Z][\w&'’-]*+){0,4})"
_KIND = (
    r"(?P<kind>the (?:[a-z]+[ -]){0,2}(?:newspaper|magazine|daily|weekly|broadcaster|tabloid|paper|station"
    r"|website|news site|news agency|news outlet|wire service) )"
)
_BEHIND = re.compile(
    rf"\b(?:according to|citing|cited by|quoted by|reported (?:\w+ )?(?:by|in)|told|interview (?:\w+ )?(?:with|to|in)"
    rf"|(?:a|an|the) (?:\w+ )?report (?:in|by|from)|statement to|seen by|obtained by|published (?:\w+ )?(?:by|in))"
    rf" (?:reports? (?:in|by|from) )?{_KIND}?{_NAME}"
)
"""What stands in front of an outlet from which a sentence has what it tells."""
_IN_FRONT = re.compile(
    rf"(?:^|(?<=[,;:—–”\"] )|(?<=that ))(?:[Tt]he )?{_KIND}?{_NAME},? "
    r"(?:has |had |have |also |first ){0,2}(?:reported|reports|revealed|reveals|writes|wrote)\b"
)
"""An outlet with what it does, of which a sentence has what it tells."""
_WORTH_IT = re.compile(
    r"according to|citing|cited by|quoted by|reported|reports|reveal|wrote|writes|told|interview|report |statement to"
    r"|seen by|obtained by|published"
)
"""One of these is in all that either finds."""


def find_relays(
    articles: Sequence[Article], sentences: Sequence[Sentence], article_of: Sequence[int], which: Iterable[int]
) -> dict[int, str]:
    """Of the sentences `which`, those that have what they tell from another outlet, with a key of its name.

    article_of: by sentence, the place of its article in `articles`. An outlet is known if it published one of the
    articles, is an agency, is said to be a paper or the like, or is called as papers are. Cost: linear in text.
    """
    published = {key for article in articles for key in list_keys(article)}
    relays: dict[int, str] = {}
    for i in which:
        look_at_clock()
        own = list_keys(articles[article_of[i]])
        for name, certain in _find_names(sentences[i].text):
            if name.split(maxsplit=1)[0].lower() in CALENDAR_NAMES:
                continue
            key = _read_key(name)
            if key not in own and (certain or key in published or _is_outlet(name)):
                relays.setdefault(i, key)
    return relays


def link_relays(relayed: Sequence[str | None], published: Sequence[frozenset[str]]) -> Iterator[tuple[int, int]]:
    """Pairs of places that connect all that have it from one outlet, and those with what it published itself.

    relayed: of each sentence, from whom it has what it tells. published: the keys of who published it.
    """
    first = {key: place for place, key in reversed(list(enumerate(relayed))) if key is not None}
    yield from ((first[key], place) for place, key in enumerate(relayed) if key is not None)
    yield from ((first[key], place) for place, keys in enumerate(published) for key in sorted(keys & first.keys()))


def _is_outlet(name: str) -> bool:
    words = read_name(name)
    return name_agency(name) is not None or (is_outlet(words) and not is_generic(words))


def list_keys(article: Article) -> frozenset[str]:
    """The keys of the names under which an article was published; see `find_relays`."""
    names = (article.source, article.stated_publisher, article.publisher_name)
    return frozenset(_read_key(name) for name in names if name)


@remembered(maxsize=4096)
def _find_names(text: str) -> tuple[tuple[str, bool], ...]:
    """Names from which a sentence may have what it tells, and whether it says itself that one is a paper's."""
    if not _WORTH_IT.search(text):
        return ()
    found = [match for form in (_BEHIND, _IN_FRONT) for match in form.finditer(text)]
    return tuple((match["name"], match["kind"] is not None) for match in found)


@remembered(maxsize=4096)
def _read_key(name: str) -> str:
    return name_agency(name) or join_letters(read_name(name))
