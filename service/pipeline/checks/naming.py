"""Names that no evidence holds."""

from __future__ import annotations

import re
from collections.abc import Sequence

from service.pipeline.checks.findings import Check, Finding, Statement
from service.pipeline.claims.names import Name, NameKind, same_name

_SINGULAR_VERB = re.compile(r"is|was|has|had|will|would|did|does|could|said|says|told|wrote|\w{2,}ed")
_SINGULAR_ALONE = frozenset({"is", "was", "has", "says", "does"})
"""What may follow a name that opens a sentence."""
_NO_NAME = re.compile(r"\w+(?:ing|ly|ed)|police|people")
"""Words that may stand there without an article and are no names; plurals too, but in front of a singular verb."""
_NAMED_BEHIND = re.compile(r"[’']s\b|, (?:\d+|who|whose)\b")
_WHOLE = re.compile(r"[.!?:][\"”’')\]]*$")
"""Headlines, in which capitals name nothing, end without a full stop."""
_OPENERS = frozenset('.!?:“”"‘(•')
_CREDITED_BEFORE = re.compile(
    r"(?:\breports|\bnotes|\bper|\bvia|\btells|\bas)\s+(?:the\s+)?(?:new\s+)?$", re.IGNORECASE
)
_ACCORDING = re.compile(r"\baccording to (?:the )?(?:new )?$", re.IGNORECASE)
_CREDITED_AFTER = re.compile(r"(?:\.com|\d+)?\s+(?:reports|notes|points out)\b")


def check_names(
    written: Statement, evidence: Sequence[Statement], story: frozenset[str] = frozenset(), *, retold: bool = False
) -> Finding | None:
    """Names that no evidence has, neither as a name nor word for word.

    story: lower-cased words of the articles. A name that stands there passes if the evidence itself has no other name
    for it, as where it says "she", but not where one sentence of it is `retold` with nearly the same words. So does
    the outlet that a sentence credits ("Reuters reports"): articles seldom name who published them.
    """
    known = [name for source in evidence for name in source.claims.names]
    stems = frozenset(stem for source in evidence for stem in source.terms.stems)
    missing = [
        name
        for name in written.claims.names
        if not _is_known(name, written, known, stems)
        and (name.certain or _is_name(name, written))
        and not _is_credited(name, written.text, story)
    ]
    if missing and not retold and not _has_other_names(written, evidence):
        missing = [name for name in missing if not story.issuperset(name.words)]
    return Finding(check=Check.NAME, words=tuple(name.text for name in missing)) if missing else None


def _has_other_names(written: Statement, evidence: Sequence[Statement]) -> bool:
    """Whether the evidence that is nearest in words has a name which the sentence has not."""
    if not evidence:
        return False
    nearest = max(evidence, key=lambda source: len(source.terms.content & written.terms.content))
    return any(
        not _is_known(name, nearest, written.claims.names, frozenset(written.terms.stems))
        for name in nearest.claims.names
    )


def _is_known(name: Name, written: Statement, known: Sequence[Name], stems: frozenset[str]) -> bool:
    own = {token.stem for token in written.claims.tokens if name.start <= token.start < name.end and token.content}
    return own <= stems or any(same_name(name, other) and _ends_alike(name, other) for other in known)


def _ends_alike(name: Name, other: Name) -> bool:
    """Whether what the longer name adds is in front: a family name is the same, a given name is not enough."""
    shorter, longer = sorted((name.words, other.words), key=len)
    demonym = len(shorter) == len(longer) and shorter[:-1] == longer[:-1]
    return shorter[-1] == longer[-1] or demonym or (len(shorter) == 1 and shorter[0] not in longer)


def _is_name(name: Name, written: Statement) -> bool:
    """Whether capitals mean a name after all: many of them in a whole sentence, or one in front of a verb."""
    if not _WHOLE.search(written.text):
        return False
    before = written.text[: name.start].rstrip()
    if len(name.words) > 1 or name.kind is NameKind.PERSON or (before and before[-1] not in _OPENERS):
        return True
    if _NAMED_BEHIND.match(written.text, name.end):
        return True
    following = [token for token in written.claims.tokens if token.start >= name.end][:1]
    if not following or not _SINGULAR_VERB.fullmatch(following[0].lower) or _NO_NAME.fullmatch(name.words[0]):
        return False
    return following[0].lower in _SINGULAR_ALONE or not name.words[0].endswith("s")


def _is_credited(name: Name, text: str, story: frozenset[str]) -> bool:
    """Whether it is said to have reported this; after "according to" only one of whom the articles say nothing."""
    before = text[: name.start]
    if _ACCORDING.search(before) and story and not story.issuperset(name.words):
        return True
    return bool(_CREDITED_BEFORE.search(before) or _CREDITED_AFTER.match(text, name.end))
