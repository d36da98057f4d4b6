"""Sentences as neural summarizers write them: copied, cut and joined, rightly or wrongly.

The rules know nothing of the service's. What is true by construction may be so only nearly, and the other way round: a
clause that is left out may matter, and a name put for "she" may by chance be the right one.
"""

from __future__ import annotations

import random
import re
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from itertools import chain

from benchmarks.perturbations import FIGURES, find_figures, find_name_spans

_VERB = re.compile(
    r"\b(?:is|are|was|were|has|have|had|will|would|could|can|may|said|says|told|met|won|beat|left|gave|took|made|led"
    r"|held|sent|shot|saw|became|began|got|went|came|found|wrote|[a-z]{2,}ed)\b"
)
_PRONOUN = re.compile(r"^(?:He|She|It)\b(?=\s+[a-z])")
_CLAUSES = (
    re.compile(r", (?:who|which|where|whose) [^,]{5,90},(?= )"),
    re.compile(r", (?:an?|the) [^,]{5,60},(?= )"),
    re.compile(r" \([^)]{3,60}\)"),
    re.compile(r", (?:according to|while|after|as|when|with|including) [^,\"“”]{10,120}(?=\.$)"),
    re.compile(r"^(?:On|In|After|As|While|When|During) [^,\"“”]{3,80}, (?=\w)"),
)
"""What a summarizer leaves out: relative clauses, appositions, brackets, what follows or opens a main clause."""
_LIMIT = re.compile(
    r"\b(?:allegedly|reportedly|suspected|not|never|no longer|failed to|refused to|declined to|accused of|attempted)\s"
)
_PREPOSITION = re.compile(r"\s(?:in|at|on|after|for|with|from|against|of|to) ")
_SPEAKER = re.compile(
    r"[”\"],?\s+(?:said|says)\s+(?P<behind>[A-Z][\w’'-]+(?:\s[A-Z][\w’'-]+)*)"
    r"|(?<=[”\"]\s)(?P<before>[A-Z][\w’'-]+(?:\s[A-Z][\w’'-]+)*)\s+(?:said|says|told)"
)
_MARKS = '"“”'
_LONGEST_SUBJECT, _LEAST_REST, _LEAST_START = 12, 25, 15
"""Words before a verb that are taken for a subject; characters of what is put together, behind and in front."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Passage:
    """A sentence of an article with what a summarizer may mix it up with.

    before: the sentence in front, or "". others: further ones of the article. names: of the article.
    """

    text: str
    before: str
    others: Sequence[str]
    names: Sequence[str]

    def choose_name(self, chooser: random.Random) -> str:
        """A name that the sentence lacks; "" if there is none."""
        own = set(self.text.split()) | set(self.before.split())
        names = [name for name in self.names if name not in self.text and not own & set(name.split())]
        return chooser.choice(names) if names else ""


Edit = Callable[[Passage, random.Random], str]
"""The sentence as it is told then; "" where the rule does not apply."""


def edit_sentence(edit: Edit, passage: Passage, chooser: random.Random) -> str:
    """What `edit` makes of the passage; "" where that is nothing new."""
    told = " ".join(edit(passage, chooser).split())
    return told if told != passage.text else ""


def _drop_clause(passage: Passage, chooser: random.Random) -> str:
    matches = [match for clause in _CLAUSES if (match := clause.search(passage.text))]
    matches = [match for match in matches if not _is_quoted(passage.text, match.start())]
    if not matches:
        return ""
    match = chooser.choice(matches)
    return _capitalize(passage.text[: match.start()] + passage.text[match.end() :])


def _resolve_pronoun(passage: Passage, _chooser: random.Random) -> str:
    name, rest = _open_with_pronoun(passage)
    return name + rest if name else ""


def _join_sentences(passage: Passage, _chooser: random.Random) -> str:
    name, rest = _open_with_pronoun(passage)
    return f"{passage.before.rstrip('.')} and{rest}" if name and passage.before.endswith(".") else ""


def _insert_clause(passage: Passage, _chooser: random.Random) -> str:
    name, rest = _open_with_pronoun(passage)
    return f"{name}, who{rest.rstrip('.')},{passage.before[len(name) :]}" if name else ""


def _mistake_pronoun(passage: Passage, chooser: random.Random) -> str:
    name, rest = _open_with_pronoun(passage)
    other = passage.choose_name(chooser) if name else ""
    return other + rest if other else ""


def _change_subject(passage: Passage, chooser: random.Random) -> str:
    verb = _VERB.search(passage.text)
    if verb is None or len(passage.text[: verb.start()].split()) > _LONGEST_SUBJECT or not verb.start():
        return ""
    rests = [text[other.start() :] for text in passage.others if (other := _VERB.search(text))]
    rests = [rest for rest in rests if len(rest) > _LEAST_REST]
    return passage.text[: verb.start()] + chooser.choice(rests) if rests else ""


def _splice(passage: Passage, chooser: random.Random) -> str:
    verbs = [match for match in _VERB.finditer(passage.text) if match.start() > _LEAST_START]
    other = chooser.choice(passage.others)
    rests = [other[match.start() :] for match in _VERB.finditer(other) if len(other) - match.start() > _LEAST_REST]
    return passage.text[: chooser.choice(verbs).start()] + chooser.choice(rests) if verbs and rests else ""


def _change_complement(passage: Passage, chooser: random.Random) -> str:
    places = list(_PREPOSITION.finditer(passage.text))[1:]
    pairs = [
        (place.start(), text[other.start() :])
        for place in places
        for text in passage.others
        for other in _PREPOSITION.finditer(text)
        if other.group() == place.group() and len(text) - other.end() > _LEAST_START
    ]
    pairs = [(start, rest) for start, rest in pairs if not set(_MARKS) & set(passage.text + rest)]
    if not pairs:
        return ""
    start, rest = chooser.choice(pairs)
    return passage.text[:start] + rest


def _drop_limit(passage: Passage, _chooser: random.Random) -> str:
    match = _LIMIT.search(passage.text)
    return _capitalize(passage.text[: match.start()] + passage.text[match.end() :]) if match else ""


def _change_number(passage: Passage, chooser: random.Random) -> str:
    spans = find_figures(passage.text)
    figures = {text[start:end] for text in passage.others for start, end in find_figures(text)}
    others = sorted(figures - {match.group() for match in FIGURES.finditer(passage.text)})
    return _replace(passage.text, chooser.choice(spans), chooser.choice(others)) if spans and others else ""


def _change_speaker(passage: Passage, chooser: random.Random) -> str:
    match, name = _SPEAKER.search(passage.text), passage.choose_name(chooser)
    return _replace(passage.text, match.span("behind" if match["behind"] else "before"), name) if match and name else ""


def _change_name(passage: Passage, chooser: random.Random) -> str:
    spans = [span for span in find_name_spans(passage.text) if passage.text[slice(*span)] in passage.names]
    name = passage.choose_name(chooser)
    return _replace(passage.text, chooser.choice(spans), name) if spans and name else ""


def _open_with_pronoun(passage: Passage) -> tuple[str, str]:
    """The name that opens the sentence in front, and the sentence behind its pronoun; "" twice where there is none."""
    match = _PRONOUN.match(passage.text)
    start, end = next(chain(find_name_spans(passage.before), [(1, 1)]))
    if match is None or start or not _VERB.match(passage.before[end:].lstrip()):
        return "", ""
    return passage.before[:end], passage.text[match.end() :]


def _replace(text: str, span: tuple[int, int], new: str) -> str:
    return text[: span[0]] + new + text[span[1] :]


def _is_quoted(text: str, place: int) -> bool:
    return sum(text[:place].count(mark) for mark in _MARKS) % 2 == 1


def _capitalize(text: str) -> str:
    return text[:1].upper() + text[1:]


TRUE_EDITS: dict[str, Edit] = {
    "clause left out": _drop_clause,
    "name for a pronoun": _resolve_pronoun,
    "two sentences of one subject": _join_sentences,
    "sentence as a relative clause": _insert_clause,
}
UNTRUE_EDITS: dict[str, Edit] = {
    "subject with another predicate": _change_subject,
    "spliced at verbs": _splice,
    "another complement": _change_complement,
    "wrong name for a pronoun": _mistake_pronoun,
    "name of another one": _change_name,
    "another speaker": _change_speaker,
    "number of something else": _change_number,
    "denial or limit left out": _drop_limit,
}


def list_edits() -> Iterator[tuple[str, Edit, bool]]:
    """Each with its name, and whether what it makes is true."""
    yield from ((kind, edit, True) for kind, edit in TRUE_EDITS.items())
    yield from ((kind, edit, False) for kind, edit in UNTRUE_EDITS.items())
