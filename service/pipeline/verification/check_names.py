"""Names that no evidence holds."""

from __future__ import annotations

import re
from collections.abc import Sequence
from itertools import pairwise

from service.pipeline.claims.name_forms import SHORT_STATES, join_name, makes_other_place
from service.pipeline.claims.names import Name, NameKind
from service.pipeline.text.recall import remembered
from service.pipeline.text.terms import stem_word
from service.pipeline.text.tokens import Token
from service.pipeline.verification.anaphora import find_implied_speakers, find_resolved_anaphora
from service.pipeline.verification.clauses import share_name
from service.pipeline.verification.comparison import Comparison
from service.pipeline.verification.findings import Finding, Inconsistency
from service.pipeline.verification.reporting_verbs import is_credited
from service.pipeline.verification.statements import Statement

_SINGULAR_VERB = re.compile(r"is|was|has|had|will|would|did|does|could|said|says|told|wrote|\b\w{2,}ed")
_SINGULAR_ALONE = frozenset({"is", "was", "has", "says", "does"})
"""What may follow a name that opens a sentence."""
_NO_NAME = re.compile(r"\b\w+(?:ing|ly|ed)|police|people")
"""Words that may stand there without an article and are no names; plurals too, but in front of a singular verb."""
_NAMED_BEHIND = re.compile(r"[’']s\b|, (?:\d+|who|whose)\b")
_WHOLE = re.compile(r"[.!?:][\"”’')\]]*$")
"""Headlines, in which capitals name nothing, end without a full stop."""
_OPENERS = frozenset('.!?:“”"‘(•')
_PREFIXES = frozenset({"anti", "pro", "ex", "non", "post", "pre", "mid"})
"""What is put before a name with a hyphen and names nothing."""
_KINDS = frozenset(
    """
    district city county state province town village street avenue road square park river lake island university college
    school company corp corporation inc ltd group party campaign government ministry department
    """.split()  # noqa: SIM905
)
"""Words behind a name that say what kind of thing it names: "Lindhaven", "the Lindhaven District"."""
_LETTERS = re.compile(r"[^\W\d_][\w.]*")
_ALIAS_WORDS = 3
"""Words of the longest name that is another one's alias: "Affordable Care Act"."""
_KIND_STEMS = frozenset(stem_word(word, "en") for word in _KINDS)


def check_names(comparison: Comparison) -> Finding | None:
    """Names that no evidence has, neither as a name nor word for word.

    A name that stands in a cited article passes if the evidence itself has no other name for it, as where it says
    "she", but not where one sentence of it is retold with nearly the same words. So does the outlet that a sentence
    credits ("Reuters reports"): articles seldom name who published them.
    """
    written, evidence = comparison.written, comparison.evidence
    known = [name for source in evidence for name in source.claims.names]
    stems = frozenset[str]().union(*map(read_stems, evidence))
    resolved = find_resolved_anaphora(comparison) | find_implied_speakers(comparison)
    missing = [
        name
        for name in written.claims.names
        if name not in resolved
        and not is_known(name, written, known, stems)
        and not _is_completed(name, written, evidence, stems)
        and not _is_aliased(name, evidence)
        and not _is_state(name, written)
        and is_sure(name, written)
        and not is_credited(name, written.text, comparison.story)
    ]
    if missing and not comparison.retold and not _has_other_names(written, evidence):
        missing = [name for name in missing if not comparison.story.issuperset(name.words)]
    return Finding(kind=Inconsistency.NAME, words=tuple(name.text for name in missing)) if missing else None


def _has_other_names(written: Statement, evidence: Sequence[Statement]) -> bool:
    """Whether the evidence that is nearest in words has a name which the sentence has not."""
    if not evidence:
        return False
    nearest = max(evidence, key=lambda source: len(source.terms.content & written.terms.content))
    return any(not is_known(name, nearest, written.claims.names, read_stems(written)) for name in nearest.claims.names)


def is_known(name: Name, written: Statement, known: Sequence[Name], stems: frozenset[str]) -> bool:
    """Whether a name of the sentence is among `known`, or all its words are among `stems`; see `read_stems`."""
    own = _name_stems(name, written)
    while len(own) > 1 and own[0] in _PREFIXES:
        own = own[1:]
    while len(own) > 1 and own[-1] in _KIND_STEMS:
        own = own[:-1]
    return stems.issuperset(own) or share_name([name], known)


def _name_stems(name: Name, written: Statement) -> list[str]:
    """The stems of a name's words, without particles; a place of two words, such as New Mexico, has one stem."""
    tokens = [token for token in written.claims.tokens if name.start <= token.start < name.end]
    joined = _join_places(tokens)
    own = [(token, stem) for token, stem in zip(tokens, joined, strict=True) if token.word and stem]
    return [stem for token, stem in own if token.content or token.capitalized]


def read_stems(statement: Statement) -> frozenset[str]:
    """The stems of a sentence, a place of two words having one: what is told of New Mexico does not name Mexico."""
    joined = _join_places(statement.claims.tokens)
    others = {token.stem for token, stem in zip(statement.claims.tokens, joined, strict=True) if token.stem != stem}
    return (frozenset(statement.terms.stems) - others) | {stem for stem in joined if stem}


def _join_places(tokens: Sequence[Token]) -> list[str]:
    """A stem for each token: of a place of two words the second has that of both, and the first none."""
    stems = [token.stem for token in tokens]
    for place, (first, second) in enumerate(pairwise(tokens)):
        if first.capitalized == second.capitalized and makes_other_place(first.lower, second.lower):
            stems[place : place + 2] = ["", f"{first.stem} {second.stem}"]
    return stems


def _is_completed(name: Name, written: Statement, evidence: Sequence[Statement], stems: frozenset[str]) -> bool:
    """Whether the evidence has a part of the name, and its article the whole: "Kohl", "Anna Kohl"."""
    own = _name_stems(name, written)
    return bool(stems.intersection(own)) and any(name.text in source.context for source in evidence)


def _is_aliased(name: Name, evidence: Sequence[Statement]) -> bool:
    """Whether the article has another word for the name: "Americans", "the United States"."""
    written = "".join(name.words).removesuffix("s")
    joined = join_name([written])
    return joined != written and any(joined in _read_forms(source.context) for source in evidence)


def _is_state(name: Name, written: Statement) -> bool:
    """Whether it says in which state a place is that is named before it ("Springfield, Ill.")."""
    placed = any(other.end + len(", ") == name.start for other in written.claims.names)
    return placed and len(name.words) == 1 and name.words[0] in SHORT_STATES


@remembered(maxsize=512)
def _read_forms(text: str) -> frozenset[str]:
    """Runs of up to three words, each as `join_name` has them. Cached: sentences of an article share its text."""
    words = _LETTERS.findall(text)
    runs = (words[i : i + length] for i in range(len(words)) for length in range(1, _ALIAS_WORDS + 1))
    return frozenset(join_name([word.lower() for word in run]) for run in runs)


def is_sure(name: Name, written: Statement) -> bool:
    """Whether its capitals mean a name: certainly, or many of them in a whole sentence, or one in front of a verb."""
    if name.certain:
        return True
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
