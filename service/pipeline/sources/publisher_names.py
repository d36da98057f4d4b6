"""Names of publishers, read so that spellings of one name are equal, and sections and editions can be told from it."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterator, Sequence, Set

Words = tuple[str, ...]
"""A name's words: case, accents of Latin letters, punctuation and a leading "The" left out."""


def list_words(text: str) -> frozenset[str]:
    """The words of a list that is written as a text."""
    return frozenset(text.split())


_PAPERS = list_words(
    """
    advertiser age agency argus banner beacon bee bulletin call chronicle citizen courier daily democrat dispatch
    echo enquirer examiner express fm gazette globe guardian herald independent inquirer journal ledger leader
    magazine mail mercury messenger mirror monitor news newspaper observer post press radio record recorder register
    reporter review sentinel standard star sun telegraph television time times today tribune tv voice weekly wire
    """
)
"""What papers and stations are called. Names that consist of them are shared by publishers all over the world."""
_ENDINGS = list_words(
    """
    chronicle courier daily dispatch echo enquirer express gazette globe guardian herald inquirer journal magazine mail
    mercury mirror news newspaper observer post press radio sentinel star sun telegraph television times tribune tv
    weekly
    """
)
"""Of these, those at whose end a name is hardly ever anything but a paper's or a station's."""
_PLACES = list_words("africa americas asia australia canada europe uk us usa")
_SECTIONS = _PLACES | list_words(
    """
    app arts breaking business climate culture digital economy edition education english entertainment environment
    finance global headlines health home homepage international latest lifestyle live local markets mobile money
    national news newsletter online opinion podcast politics print rss science sport sports tech technology travel
    video videos weather web website world
    """
)
"""What follows a publisher's name for a part of it: subjects, editions, forms."""
_GENERIC = _PAPERS | _SECTIONS | frozenset({"evening", "morning", "sunday", "the", "and", "of"})
_LEAST_LETTERS = 4
_SEPARATOR = re.compile(r"(?<!\s)\s++[-–—/·:]++\s++|(?:(?<!\s)\s++)?[|»•]++\s*+|:\s++")
_PARENTHESIS = re.compile(r"[(\[]([^()\[\]]*+)[)\]]")
_EDITION = re.compile(r"(?<=\w)\s*+[,(–—-]\s*+(?:[\w'’]++\s++){0,3}edition\)?$", re.IGNORECASE)
"""An edition behind a name: "The Mercury, Northern Edition"."""
_APOSTROPHES = str.maketrans("", "", "'’‘ʼ`´")
_VIA = re.compile(r"(?<=\w)\s+via\s.*", re.DOTALL)
"""Through whom it came: "Reuters via MSN" is Reuters."""
_INITIAL = re.compile(r"(?<!\w)(\w)\.")
_MARK_OF_LATIN = re.compile(r"(?<=[a-z])[\u0300-\u036f]+")


def read_name(name: str, *, keep_places: bool = False) -> Words:
    """The words of `name`, without sections that are set apart from it ("BBC News - Business"); at least one.

    A name without letters or digits is its own only word. keep_places: whether "(UK)" behind it tells it from others.
    """
    dropped = _SECTIONS - _PLACES if keep_places else _SECTIONS
    plain = _drop_parentheses(_EDITION.sub("", _VIA.sub("", _unify(name))), dropped)
    parts = [words for words in map(_split_words, _SEPARATOR.split(plain)) if words]
    told = [words for words in parts if not _SECTIONS.issuperset(words)] or parts
    whole = told[0] if len(told) == 1 else tuple(word for words in told for word in words)
    return whole or (" ".join(_unify(name).split()),)


def join_letters(words: Sequence[str]) -> str:
    """The letters of a name, by which spellings with and without blanks are equal."""
    return "".join(words)


def list_editions(words: Words) -> Iterator[Words]:
    """`words`, then what is left of them without one, two and more sections or editions at their end."""
    yield words
    for end in range(len(words) - 1, 0, -1):
        if words[end] not in _SECTIONS:
            return
        yield words[:end]


def find_base(words: Words) -> Words:
    """`words` without the sections and editions at their end, if what is left is more than "Daily News"."""
    *_, shortest = list_editions(words)
    return shortest if is_distinctive(shortest) else words


def find_certain_base(words: Words) -> Words:
    """As `find_base`, for a name that nothing else speaks for: only behind "Post" and the like ("Coast Post Sport").

    Of "Lindal Business" and "Lindal News" nobody knows whether they are parts of one "Lindal".
    """
    base = find_base(words)
    return base if len(base) > 1 and base[-1] in _PAPERS - _SECTIONS else words


def is_distinctive(words: Words) -> bool:
    """Whether a name tells its publisher from others: not only of words that newspapers share."""
    return len(join_letters(words)) >= _LEAST_LETTERS and not is_generic(words)


def is_outlet(words: Words) -> bool:
    """Whether a name ends as those of papers and stations do: "Harbour Gazette", but not "Medical Examiner"."""
    return words[-1] in _ENDINGS


def is_generic(words: Words) -> bool:
    """Whether `words` are all such as newspapers share: "Daily News", "Sun"."""
    return _GENERIC.issuperset(words)


def _unify(name: str) -> str:
    """Compatibility forms, case, invisible characters and the accents of Latin letters left out."""
    decomposed = unicodedata.normalize("NFKD", unicodedata.normalize("NFKC", name).casefold())
    plain = unicodedata.normalize("NFC", _MARK_OF_LATIN.sub("", decomposed))
    return "".join(character for character in plain if unicodedata.category(character) != "Cf")


def _drop_parentheses(name: str, dropped: Set[str]) -> str:
    """`name` without `dropped` words and its own initials in parentheses: "Reuters (UK)", "Associated Press (AP)"."""

    def replace(match: re.Match[str]) -> str:
        inside = _split_words(match[1])
        initials = "".join(word[0] for word in _split_words(name[: match.start()]))
        return " " if dropped >= set(inside) or join_letters(inside) == initials else f" {match[1]} "

    return _PARENTHESIS.sub(replace, name)


def _split_words(name: str) -> Words:
    """Runs of letters, marks and digits; dots of initials and apostrophes stand in none; "&" is "and"."""
    text = _INITIAL.sub(r"\1", name.translate(_APOSTROPHES)).replace("&", " and ")
    words = "".join(c if unicodedata.category(c)[0] in "LMN" else " " for c in text).split()
    if len(words) > 1 and words[-1] == "the":
        words = words[:-1]
    return tuple(words[1:] if len(words) > 1 and words[0] == "the" else words)
