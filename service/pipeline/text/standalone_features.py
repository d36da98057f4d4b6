"""What tells a sentence that stands alone from one that needs its article: features that a person can read.

Each is in [0, 1]. They look at a sentence (its words, pronouns, names, quotations) and at what its article told before
it (whether what is called "the company", or by a family name alone, was introduced there).
"""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence, Set

from service.pipeline.text.calendar import CALENDAR_NAMES, MONTH
from service.pipeline.text.irregular_verbs import may_be_past
from service.pipeline.text.language import count_words
from service.pipeline.text.quotations import (
    CLOSING,
    OMITTED,
    OPENING_MARKS,
    QUOTATION_MARKS,
    mask_borrowed,
    stands_alone,
)
from service.pipeline.text.readability import opens_linked
from service.pipeline.text.references import ReadSentence, list_definites, strip_ending
from service.pipeline.text.terms import is_function_word
from service.pipeline.text.tokens import Token, tokenize

_PERSON = frozenset({"he", "she", "him", "his", "her", "hers", "himself", "herself"})
_THEY = frozenset({"they", "them", "their", "theirs", "themselves"})
_IT = frozenset({"it", "its", "itself"})
_THIRD = _PERSON | _THEY | _IT
_FIRST = frozenset({"i", "we", "my", "our", "us", "me", "ours"})
_SINGULAR = frozenset({"i", "my", "me"})
"""Not "mine", which in the news is a pit."""
_SECOND = frozenset({"you", "your", "yours"})
_POINTING = frozenset({"this", "that", "these", "those", "such"})
_FAR = frozenset({"that", "those", "such"})
_QUANTITIES = frozenset(
    {"both", "another", "other", "others", "some", "many", "most", "all", "none", "each", "neither"}
)
_LINKING = frozenset(
    """
    but and or so yet however also meanwhile moreover furthermore instead nevertheless nonetheless still then thus
    therefore besides otherwise similarly likewise consequently accordingly hence earlier later afterward afterwards
    again too though anyway indeed
    """.split()  # noqa: SIM905
)
"""Coordinators and conjunctive adverbs: what ties a sentence to another one."""
_POINTING_TIME = re.compile(
    r"\b(?:minute|hour|day|night|week|month|year)s? (?:earlier|later|before(?=,)|afterwards?)\b"
    r"|\b(?:the|that) (?:(?:next|same|previous|following|very) )?(?:day|morning|afternoon|evening|night|week)\b"
    r"(?! (?:of|that|after|before|when)\b)|\bby (?:then|that time)\b",
    re.IGNORECASE,
)
"""A time that is counted from another one: "a day earlier", "the same evening"."""
_SPEECH_VERB = re.compile(r"^(?:said|says|say|told|tells|asked|added|wrote|\w{2,12}ed)$")
_LABEL = re.compile(r"^[A-Z][\w.’'()-]*(?: [A-Z(][\w.’'()-]*){0,3}: ?[‘“'\"A-Z]")
_ENDED = re.compile(r"[.!?…][\"'”’»)\]]{0,3}\s*$")
_TITLE = re.compile(r"\b(?:Mr|Mrs|Ms|Dr)\.? [A-Z]")
_STATING = frozenset({"is", "are", "has", "have", "will"})
_PICKED = frozenset(
    "first second third fourth last next same rest other others latter former two three four five".split()  # noqa: SIM905
)
"""What picks some out of things that were told, as in "the first two"."""
_PREPOSITIONS = frozenset(
    "among amid despite during since toward towards across around along inside outside near beside beyond".split()  # noqa: SIM905
)
_NUMERALS = frozenset(
    "one two three four five six seven eight nine ten eleven twelve dozen dozens hundreds thousands half".split()  # noqa: SIM905
)
"""Words of content for how many, which are nobody and nothing that a pronoun may mean: "Eleven of its wagons"."""
_OPENING = 3
"""Words that open a sentence."""
_NEAR = 3
"""Sentences before it in which something was just one."""
_MOST_CAPITALS = 8
_BARE, _SCRAP, _SHORT, _LONG = 2, 5, 9, 25
_FULL_DATE = re.compile(rf"\b(?:{MONTH}\.? \d{{1,2}}, ?\d{{4}}|\d{{1,2}} {MONTH}\.?,? \d{{4}})\b")
_PLAIN_PAST = re.compile(r"\b(?:was|were|had|said)\b")
_SIDE = re.compile(r",? (?:left|right|cent(?:er|re)|foreground|background)\b[,.]")
_PICTURE = re.compile(
    r"\b(?:images?|photos?|pictures?|footage|videos?|gallery|pictured|photograph|caption)\b", re.IGNORECASE
)
_THIS_PICTURE = re.compile(
    r"\b(?:this|file|handout|still) (?:\w{1,20} ){0,3}(?:image|photo|picture|frame|video)\b"
    r"|\b(?:is|are) (?:seen|pictured|shown)\b",
    re.IGNORECASE,
)
_LABELLED = re.compile(r"\b[A-Z][\w ]{1,24}: ")
_GLUED = re.compile(r"[a-z]{3}[A-Z][a-z]{2}|[a-z]\.[A-Z][a-z]")
_NUMBERED_ITEM = re.compile(r"\d{1,3}/\d{1,3}\b")
_OMITTED_STRETCH = re.compile(f"{OMITTED}+")
WRITERS_OWN = "first_singular"
"""The feature of a sentence in which the writer speaks of himself, outside quotations."""
PREFIX = "opens "
"""Of features for a function word among the first three, as in "opens but"."""


def read_features(
    one: ReadSentence, before: Sequence[ReadSentence], *, opens_paragraph: bool, known: Set[str], introduced: Set[str]
) -> Mapping[str, float]:
    """The features of a sentence.

    before: the sentences in front of it in its article, in order. known, introduced: the content and the family names
    given in full of all of them.
    """
    words = [token for token in one.tokens if token.word]
    last = before[-1] if before else None
    own = mask_borrowed(one.text)
    pronouns = _read_pronouns(one, own)
    values = {
        **_read_form(one, words, own),
        **pronouns,
        **_read_references(one, known=known, introduced=introduced, before=before),
        **_read_quotation(one, own),
        "first": last is None and not pronouns["unresolved"],
        "second": len(before) == 1,
        "opens_paragraph": opens_paragraph,
        "answers": last is not None and last.text.rstrip("".join((*QUOTATION_MARKS, *CLOSING))).endswith("?"),
        "announced": last is not None and last.text.endswith(":"),
        "repeats": _share(one.content, last.content if last else frozenset()),
        "known": _share(one.content, known),
    }
    lower = [token.lower.replace("’", "'") for token in words]
    opening = {f"{PREFIX}{word}": 1.0 for word in lower[:_OPENING] if is_function_word(word)}
    return {name: float(value) for name, value in values.items()} | opening


def is_short_statement(text: str) -> bool:
    """Whether a few words say that something happened or is so: "Prices rose.", "The hostages are safe." Of 94 such
    sentences in the past six were labelled as no part of their story, of 31 others three.
    """
    tokens = [token for token in tokenize(text, "en") if token.word]
    addressed = not (_FIRST | _SECOND).isdisjoint(token.lower for token in tokens)
    return (
        1 < len(tokens) < _SHORT - 1
        and text.endswith(".")
        and not addressed
        and _PICTURE.search(text) is None
        and any(may_be_past(token) or token.lower in _STATING for token in tokens[1:])
    )


def _share(own: Set[str], other: Set[str]) -> float:
    return len(own & other) / max(1, len(own))


def _bare(token: Token) -> str:
    """A word lower-cased, without what is drawn together with it: "I" of "I'll"."""
    return token.lower.replace("’", "'").split("'")[0]


def _is_numeral(tokens: Sequence[Token], place: int) -> bool:
    """Whether an "I" is the number of a name, as of "World War I", not of "On Monday I"."""
    name = tokens[place - 1] if place > 1 and tokens[place].text == "I" else None
    return name is not None and name.capitalized and name.content and name.text.lower() not in CALENDAR_NAMES


def _read_form(one: ReadSentence, words: Sequence[Token], own: str) -> Mapping[str, bool]:
    count = count_words(one.text)
    tokens = tokenize(_OMITTED_STRETCH.sub(OMITTED, own), "en")
    outside = [_bare(token) for place, token in enumerate(tokens) if not _is_numeral(tokens, place)]
    first_person = not _FIRST.isdisjoint(outside)
    return {
        "scrap": count < _SCRAP,
        "scrap_told": count < _SCRAP and one.text.endswith(".") and own == one.text and count_words(one.text) > _BARE,
        "short": count < _SHORT,
        "long": count > _LONG,
        "unended": _ENDED.search(one.text) is None,
        "question": "?" in own,
        "exclaims": "!" in own,
        "colon": one.text.endswith(":"),
        "lower_case": one.text[:1].islower(),
        "links": (bool(words) and words[0].lower in _LINKING) or opens_linked(one.text),
        "times": _POINTING_TIME.search(one.text) is not None,
        "times_opening": _POINTING_TIME.search(one.text, 0, 40) is not None,
        "links_inside": not _LINKING.isdisjoint({*outside[1:]} - {"and", "or", "but"}),
        "first_person": first_person,
        WRITERS_OWN: not _SINGULAR.isdisjoint(outside),
        "first_person_quoted": not first_person and any(_bare(token) in _FIRST for token in words),
        "second_person": not _SECOND.isdisjoint(outside),
        "numbered": any(token.text[0].isdigit() for token in one.tokens),
        "names": any(token.capitalized and not token.function for token in words[1:]),
        "web": re.search(r"[@#]\w|https?:|www\.", one.text) is not None,
        "parenthesis": one.text.startswith("("),
        **_read_layout(one.text, words),
    }


def _read_layout(text: str, tokens: Sequence[Token]) -> Mapping[str, bool]:
    """What captions, lists and pieces of a page look like."""
    dated = _FULL_DATE.search(text) is not None
    capitals = sum(letter.isupper() for letter in text)
    return {
        "dated": dated,
        "no_past": not any(may_be_past(token) for token in tokens),
        "dated_no_past": dated and _PLAIN_PAST.search(text) is None,
        "sides": _SIDE.search(text) is not None,
        "picture": _PICTURE.search(text) is not None,
        "this_picture": _THIS_PICTURE.search(text) is not None,
        "labels": len(_LABELLED.findall(text)) > 1,
        "shouts": capitals > max(sum(letter.islower() for letter in text), _MOST_CAPITALS),
        "glued": _GLUED.search(text) is not None,
        "item": _NUMBERED_ITEM.match(text) is not None,
        "bars": "|" in text or ">>" in text,
    }


def _read_pronouns(one: ReadSentence, own: str) -> Mapping[str, bool]:
    """The first pronoun outside quotations, and whether the sentence names somebody before or behind it."""
    tokens = [token for token in one.tokens if token.word and own[token.start] == one.text[token.start]]
    places = [k for k, token in enumerate(tokens) if token.lower in _THIRD]
    first = places[0] if places else len(tokens)
    front = tokens[:first]
    named = any(token.capitalized and token.content for token in front)
    word = tokens[first].lower if places else ""
    nouns = any(token.content and token.lower not in _PREPOSITIONS | _NUMERALS for token in front)
    points = bool(tokens) and tokens[0].lower in _POINTING
    quoted = [token.lower for token in one.tokens if token.word and own[token.start] != one.text[token.start]]
    return {
        "person_unnamed": word in _PERSON and not named,
        "person_opens": word in _PERSON and not nouns,
        "person_named": word in _PERSON and named,
        "they_unnamed": word in _THEY and not nouns,
        "they_told": word in _THEY and nouns,
        "it_unnamed": word in _IT and not nouns,
        "it_told": word in _IT and nouns,
        "pronoun_quoted": any(word in _THIRD for word in quoted),
        "unresolved": (word in _PERSON and not named) or (word in _THEY | _IT and not nouns) or points,
        "pointing": points,
        "pointing_early": any(
            token.lower in _POINTING | _THIRD and behind.text == ","
            for token, behind in zip(one.tokens[1:4], one.tokens[2:5], strict=False)
        ),
        "pointing_verb": len(tokens) > 1 and tokens[0].lower in _POINTING and tokens[1].function,
        "pointing_inside": any(token.lower in {"this", "these", "those", "such"} for token in tokens[1:]),
        "pointing_ends": _points_to_noun(one.tokens),
        "quantity_opens": bool(tokens) and tokens[0].lower in _QUANTITIES,
    }


def _points_to_noun(tokens: Sequence[Token]) -> bool:
    """Whether a phrase like "that argument" or "those vines" ends a clause: what is meant was told before."""
    return any(
        token.lower in _FAR and noun.content and not noun.capitalized and not behind.word
        for token, noun, behind in zip(tokens[1:], tokens[2:], tokens[3:], strict=False)
    )


def _read_references(
    one: ReadSentence, *, known: Set[str], introduced: Set[str], before: Sequence[ReadSentence]
) -> Mapping[str, float]:
    definites = list_definites(one)
    near = frozenset[str]().union(*(earlier.content for earlier in before[-_NEAR:]))
    old = [(k, run, more) for k, run, more in definites if any(token.stem in known for token in run[:2])]
    opening = [(run, more) for k, run, more in definites if k == 0]
    capitals = [token for token in one.tokens if token.capitalized and token.content and len(token.text) > 2]  # noqa: PLR2004
    short = [
        token for token in capitals if (name := strip_ending(token.text)) in introduced and name not in one.introduced
    ]
    subject = short and short[0] is capitals[0]
    return {
        "definite": bool(definites),
        "definite_old": bool(old),
        "definite_old_plain": any(not more for _, _, more in old),
        "definite_near": any(any(token.stem in near for token in run[:2]) for _, run, _ in definites),
        "definite_new_plain": any(not more for k, run, more in definites if not any(t.stem in known for t in run[:2])),
        "definites": min(1.0, len(definites) / 4),
        "opens_definite": bool(opening),
        "opens_definite_old": any(any(token.stem in known for token in run[:2]) for run, _ in opening),
        "opens_definite_plain": any(not more for _, more in opening),
        "opens_definite_new": any(not more and run[0].stem not in known for run, more in opening),
        "picks_out": any(token.lower in _PICKED for token in one.tokens[:2]),
        "short_name": bool(short),
        "short_name_first": bool(subject),
        "short_name_opens": bool(short) and short[0] is (one.tokens[0] if one.tokens else None),
        "titled": _TITLE.search(one.text) is not None,
        "full_name": bool(one.introduced),
        "full_name_new": bool(one.introduced - introduced),
        "indefinite_opens": bool(one.tokens) and one.tokens[0].lower in {"a", "an", "two", "three", "several"},
    }


def _read_quotation(one: ReadSentence, own: str) -> Mapping[str, bool]:
    text = one.text
    quotes = own != text or any(mark in text for mark in QUOTATION_MARKS)
    outside = [token for token in one.tokens if token.word and own[token.start] == text[token.start]]
    closed = text.startswith(OPENING_MARKS)
    return {
        "quotes": quotes,
        "opens_quoted": closed,
        "quoted_alone": stands_alone(text),
        "quote_unbalanced": text.count("“") != text.count("”") or text.count('"') % 2 == 1,
        "pronoun_speaks": closed and any(token.lower in _THIRD for token in outside[:2]),
        "name_speaks": closed and any(token.capitalized for token in outside[:3]) and not stands_alone(text),
        "speaker_told": closed
        and any(_SPEECH_VERB.match(token.lower) for token in outside[:3])
        and text.rstrip('.”"').count(",") > 1,
        "label": _LABEL.match(text) is not None,
    }
