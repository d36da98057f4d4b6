"""Forms of a name: spellings, aliases, the people of a place, and places whose names stand in those of others."""

from __future__ import annotations

import re
from collections.abc import Sequence

from rapidfuzz.distance import Prefix

from service.pipeline.text.folding import fold_marks

_PLACES_BEHIND = {
    "new": frozenset(
        """
        york zealand mexico jersey hampshire england orleans guinea caledonia brunswick britain ireland south
        """.split()  # noqa: SIM905
    ),
    "west": frozenset({"virginia"}),
    "south": frozenset({"africa", "sudan"}),
    "northern": frozenset({"ireland"}),
    "equatorial": frozenset({"guinea"}),
}
"""First words of places, and the other places whose names stand behind them: New Mexico is not in Mexico."""
_ALIASES = {
    "gop": "republican", "republicans": "republican", "dems": "democrat", "democrats": "democrat",
    "us": "unitedstates", "usa": "unitedstates", "america": "unitedstates", "american": "unitedstates",
    "uk": "unitedkingdom", "britain": "unitedkingdom", "greatbritain": "unitedkingdom", "british": "unitedkingdom",
    "un": "unitednations", "eu": "europeanunion", "uae": "unitedarabemirates", "la": "losangeles",
    "nyc": "newyork", "newyorkcity": "newyork", "dc": "washington", "washingtondc": "washington",
    "french": "france", "german": "germany", "dutch": "netherlands", "swiss": "switzerland", "greek": "greece",
    "danish": "denmark", "spanish": "spain", "english": "england", "turkish": "turkey", "polish": "poland",
    "swedish": "sweden", "thai": "thailand", "welsh": "wales", "irish": "ireland", "scottish": "scotland",
    "obamacare": "affordablecareact", "turkiye": "turkey", "czechia": "czechrepublic", "myanmar": "burma",
    "eswatini": "swaziland", "cotedivoire": "ivorycoast", "holland": "netherlands", "kyiv": "kiev",
    "caboverde": "capeverde", "timorleste": "easttimor", "northmacedonia": "macedonia", "mumbai": "bombay",
    "chennai": "madras", "kolkata": "calcutta", "bengaluru": "bangalore", "yangon": "rangoon", "astana": "nursultan",
    "odesa": "odessa", "kharkiv": "kharkov", "lviv": "lvov", "dnipro": "dnepr", "chisinau": "kishinev",
    "gdansk": "danzig", "ceylon": "srilanka", "peking": "beijing", "saigon": "hochiminhcity",
    "denali": "mountmckinley", "ayersrock": "uluru", "turk": "turkey", "scots": "scotland", "serb": "serbia",
    "croat": "croatia", "slovak": "slovakia", "slovene": "slovenia", "argentine": "argentina", "indian": "india",
    "nigerian": "nigeria", "albanian": "albania", "fed": "federalreserve", "americas": "americas",
}  # fmt: skip
"""Names whose beginning does not tell what they stand for: it is another one, or that of another name."""
_LEAST_PLURAL = 5
"""Letters of an alias that may stand in the plural: "Greeks", not "Las"."""
_SHARED_BEGINNING = 4
"""Letters that a country and its people have in common at least: "Iran", "Iranian"."""
_INFLECTION = re.compile(
    r"-(?:s|ers|(?:n|an|ian|ean|ien|nian|vian|ese|lese|i|ish|ic|ist|al|ial|ional|ary|stan|istan)s?)"
    r"|[aeoy]-(?:an|ian|ese|ic|ish|ist)s?"
    r"|s-(?:n|ic|ian)s?"
)
"""What a name loses and what its plural, its people or its adjective has instead: "Ital-y", "Ital-ian"."""
SHORT_STATES = frozenset(
    """
    ala ariz ark calif colo conn del fla ga ill ind kan ky la md mass mich minn miss mo mont neb nev okla ore pa tenn
    tex vt va wash wis wyo
    """.split()  # noqa: SIM905
)
"""States as news agencies shorten them behind a city."""


def join_name(words: Sequence[str]) -> str:
    """The name in one form for all its spellings and aliases: letters in a row, as "unitedstates" for "U.S."."""
    joined = fold_marks("".join(words)).replace(".", "").replace("'", "").replace("’", "")
    singular = joined.removesuffix("s") if len(joined) >= _LEAST_PLURAL else joined
    return _ALIASES.get(joined) or _ALIASES.get(singular, joined)


def makes_other_place(first: str, second: str) -> bool:
    """Whether two lower-cased words name a place, or its people, that is in no place of the second one's name alone."""
    one = second.removesuffix("er")  # a New Yorker
    return any(is_inflected(place, one) for place in _PLACES_BEHIND.get(first, ()))


def is_inflected(first: str, second: str) -> bool:
    """Whether one is the other's plural, people, adjective or short form: "ukraine", "ukrainian"; not "niger"."""
    if first == second:
        return True
    shared = int(Prefix.similarity(first, second))
    if shared < _SHARED_BEGINNING:
        return False
    one, other = sorted((first[shared:], second[shared:]), key=len)
    shortened = not one and first[:shared] in SHORT_STATES
    return shortened or any(_INFLECTION.fullmatch(ends) for ends in (f"{one}-{other}", f"{other}-{one}"))
