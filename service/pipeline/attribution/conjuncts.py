"""Coordinated subjects that the evidence sets in contrast, read one by one: where Spain closed its embassy, but France
did not, "Spain and France closed their embassies" is as true as of France.

An entailment model takes what is said of two for told where the evidence names both beside it.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from itertools import pairwise

from service.domain import CitationRole, CitedSentence, ErrorKind, Span, VerificationStatus, WrongSpan
from service.pipeline.claims.extraction import extract_claims
from service.pipeline.claims.names import Name
from service.pipeline.text.corpus import Evidence
from service.pipeline.text.folding import flatten
from service.pipeline.text.irregular_verbs import may_be_past
from service.pipeline.text.tokens import Token
from service.pipeline.verification import sets_apart

_SINGULAR = {"are": "is", "were": "was", "have": "has", "do": "does"}
_AUXILIARIES = frozenset("will would can could may might must should had did is was has".split()) | {*_SINGULAR}  # noqa: SIM905
_LISTING = frozenset({",", "and", "the"})
_OF_ALL = frozenset({"both", "all", "each"})
"""Words beside the verb that say of each what the sentence says of both."""
_TOGETHER = frozenset("other another together jointly between respectively former latter same".split())  # noqa: SIM905
"""Words of what is said of them as a whole, or of one as the other's: "each other", "the latter"."""
_DETERMINERS = frozenset({"the", "a", "an"})
"""Behind "are" or "were" they open what all of them are together: "were the two survivors"."""
_REFUSED = frozenset({VerificationStatus.UNSUPPORTED, VerificationStatus.CONTRADICTED})


@dataclass(frozen=True, slots=True, kw_only=True)
class Conjunct:
    """One of several subjects of a sentence. start, end: where its name stands. text: the sentence with it alone."""

    start: int
    end: int
    text: str


def list_conjuncts(sentence: str, language: str, evidence: Sequence[Evidence]) -> tuple[Conjunct, ...]:
    """The names that are the subjects of an English sentence together; none where it has one subject or none is named.

    None, too, where no sentence of the evidence sets them in contrast: what is told of both then seldom holds of one
    alone. What is said has to open with a verb in the past or an auxiliary. Cost: linear.
    """
    if language != "en":
        return ()
    claims = extract_claims(sentence, language=language, published_at=None)
    names = _list_subjects(claims.names, claims.tokens)
    if len(names) < 2 or _TOGETHER & {token.lower for token in claims.tokens}:  # noqa: PLR2004
        return ()
    behind = [token for token in claims.tokens if token.start >= names[-1].end]
    if not _opens_with_verb(behind) or not any(sets_apart(names, one) for one in evidence):
        return ()
    rest = _say_of_one(sentence[behind[0].start :])
    return tuple(Conjunct(start=name.start, end=name.end, text=f"{_write(name, sentence)} {rest}") for name in names)


def cap_by_conjuncts(sentence: CitedSentence, parts: Sequence[tuple[Span, CitedSentence]]) -> CitedSentence:
    """`sentence` as far as it is supported of each subject. parts: where each stands, and what was found of it."""
    own = sentence.verification
    span, weakest = min(parts, key=lambda part: part[1].verification.score)
    told = weakest.verification
    if own.status is not VerificationStatus.SUPPORTED or told.status not in _REFUSED:
        return sentence
    disputing = tuple(one for one in weakest.citations if one.role is CitationRole.DISPUTING)
    name = flatten(sentence.text[span.start - sentence.start : span.end - sentence.start])
    wrong = WrongSpan(start=span.start, end=span.end, kind=ErrorKind.ROLE, contradicting=disputing)
    return replace(
        sentence,
        verification=replace(
            own,
            status=told.status,
            score=min(own.score, told.score),
            reasons=(f"not said of {name}: {'; '.join(told.reasons)}",),
            spans=(wrong,),
        ),
    )


def _list_subjects(names: Sequence[Name], tokens: Sequence[Token]) -> list[Name]:
    """The names in a row that open the sentence, with "and" before the last; empty where there are fewer than two."""
    before = [token.lower for token in tokens if names and token.start < names[0].start]
    if not names or not {*before} <= {"the", "both"}:
        return []
    row = [names[0]]
    joined = False
    for first, second in pairwise(names):
        between = [token.lower for token in tokens if first.end <= token.start < second.start]
        if joined or not between or not {*between} <= _LISTING or between[0] == "the":
            break
        joined = "and" in between
        row.append(second)
    return row if joined else []


def _opens_with_verb(behind: Sequence[Token]) -> bool:
    words = [token for token in behind[:3] if token.lower not in _OF_ALL]
    if not words or not words[0].word or words[0].capitalized:
        return False
    nominative = words[0].lower in _AUXILIARIES and len(words) > 1 and words[1].lower in _DETERMINERS
    return (words[0].lower in _AUXILIARIES or may_be_past(words[0])) and not nominative


def _say_of_one(rest: str) -> str:
    """What is said of several, from the verb on, of one: "were both hurt" as "was hurt"."""
    words = rest.split(" ")
    opening = [_SINGULAR.get(word, word) for word in words[:2] if word not in _OF_ALL]
    return " ".join([*opening, *words[2:]])


def _write(name: Name, sentence: str) -> str:
    """The name as it opens a sentence, with its article."""
    article = sentence[: name.start].split()[-1:]
    return f"The {name.text}" if [word.lower() for word in article] == ["the"] else name.text
