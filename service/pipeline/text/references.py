"""What a sentence refers to that its article told before: somebody by family name alone, a thing as "the company"."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence, Set
from dataclasses import dataclass

from service.pipeline.text.calendar import MONTH, WEEKDAY
from service.pipeline.text.irregular_verbs import may_be_past
from service.pipeline.text.terms import is_function_word
from service.pipeline.text.tokens import Token, tokenize

_PARTICLES = "van|von|der|den|de|da|del|della|di|du|la|le|el|al|bin|ibn|ten|ter"
_FULL_NAME = re.compile(rf"(?<![\w.’'-])[A-Z][\w’'.-]*+(?:(?: (?:{_PARTICLES})){{0,4}} [A-Z][\w’'.-]*+)+")
"""Capitalized words in a row."""
_DAY = re.compile(rf"^(?:{WEEKDAY}|{MONTH})$")
_TITLES = frozenset({"mr", "mrs", "ms", "dr"})
_SAYING = frozenset("said says told tells added asked wrote explained".split())  # noqa: SIM905
_ROLE = re.compile(r"\b(?:[a-z-]{1,24} ){1,4}$")
"""Words in front of a name that may say who it is: "district police chief"."""
_APPOSITION = re.compile(r", (?:an?|the|who (?:is|was)) [^,.;:!?“”\"]{2,60}(?=[,.;])")
"""Who somebody is, behind the name: ", a spokeswoman of the firm,"."""
_RELATIVE = frozenset({"of", "who", "that", "which", "to", "in", "for", "from", "on", "at", "where", "behind"})


@dataclass(frozen=True, slots=True, kw_only=True)
class ReadSentence:
    """A sentence read: its tokens, stems of content, family names it gives in full."""

    text: str
    tokens: tuple[Token, ...]
    content: frozenset[str]
    introduced: frozenset[str]


def read_sentence(text: str) -> ReadSentence:
    """A sentence as what comes behind it looks at it. Cost: linear."""
    tokens = tokenize(text, "en")
    return ReadSentence(
        text=text,
        tokens=tokens,
        content=frozenset(token.stem for token in tokens if token.content),
        introduced=frozenset(_find_introduced(text)),
    )


@dataclass(frozen=True, slots=True, kw_only=True)
class References:
    """What a sentence tells, and what it needs to have been told. English.

    content: stems. introduced: family names that it gives in full. head: stems of "the company" with which it opens.
    names: words that act or speak in it alone, of which those are family names that are given in full elsewhere.
    """

    content: frozenset[str]
    introduced: frozenset[str]
    head: frozenset[str]
    names: tuple[str, ...]

    def short_names(self, introduced: Set[str]) -> list[str]:
        """Those of `names` that are in `introduced`."""
        return [name for name in self.names if name in introduced]


def list_references(text: str) -> References:
    """What a sentence tells, and what it needs to have been told. Cost: linear."""
    one = read_sentence(text)
    return References(content=one.content, introduced=one.introduced, head=_read_head(one), names=_list_bare_names(one))


def _find_introduced(text: str) -> Iterator[str]:
    """The last words of names of two words and more."""
    for match in _FULL_NAME.finditer(text):
        words = [strip_ending(word) for word in match[0].split()]
        words = [word for word in words if not is_function_word(word) and not _DAY.match(word)]
        if len(words) > 1 and len(words[-1]) > 2:  # noqa: PLR2004
            yield words[-1]


def list_definites(one: ReadSentence) -> list[tuple[int, tuple[Token, ...], bool]]:
    """Phrases like "the drug company": token number of their article, the words behind it, whether more tells which.

    Names ("the United Nations") are none.
    """
    found: list[tuple[int, tuple[Token, ...], bool]] = []
    tokens = one.tokens
    for k, token in enumerate(tokens):
        if token.lower not in {"the", "those", "these", "this"}:
            continue
        run: list[Token] = []
        for behind in tokens[k + 1 : k + 5]:
            if not behind.content or behind.capitalized:
                break
            run.append(behind)
        if run:
            after = tokens[k + 1 + len(run)] if k + 1 + len(run) < len(tokens) else None
            found.append((k, tuple(run), after is not None and (after.lower in _RELATIVE or after.capitalized)))
    return found


def _list_bare_names(one: ReadSentence) -> tuple[str, ...]:
    """Names of one word that act or speak in the sentence alone, and are not given in full there."""
    words = [token for token in one.tokens if token.word]
    places = [
        k
        for k, token in enumerate(words)
        if k == 0
        or (k == 1 and words[0].lower in _TITLES)
        or words[k - 1].lower in _SAYING
        or (k + 1 < len(words) and words[k + 1].lower in _SAYING)
    ]
    names = (strip_ending(words[k].text) for k in places if _is_bare(words, k, one.text))
    return tuple(dict.fromkeys(name for name in names if name not in one.introduced))


def introduce(text: str, before: Sequence[str], *, claim: str) -> str:
    """`text` with each family name that acts or speaks in it alone as its article introduced it.

    before: the sentences in front of it in its article, in order. claim: what the text is held against; whom that calls
    by family name alone is left as they are. "Lee said" becomes "firm spokeswoman Christina Lee
    said": who reads the sentence without its article knows whose words these are. Cost: linear.
    """
    references = list_references(text)
    if not references.names:
        return text
    told: dict[str, str] = {}
    for sentence in before:
        for match in _FULL_NAME.finditer(sentence):
            name = strip_ending(match[0].split()[-1])
            if name not in told and name in _find_introduced(match[0]):
                told[name] = _find_introduction(sentence, match)
    known = {name for name in told if name in claim and name not in _find_introduced(claim)}
    for name in references.short_names(told.keys() - known):
        short = re.compile(rf"(?:\b(?:Mr|Mrs|Ms|Dr)\.? )?\b{re.escape(name)}\b")
        text = told[name].join(short.split(text, maxsplit=1))
    return text


def _find_introduction(sentence: str, name: re.Match[str]) -> str:
    """A name in full with the words around it that say who it is."""
    role: list[str] = []
    if before := _ROLE.search(sentence, 0, name.start()):
        for token in reversed(tokenize(before[0], "en")):
            if is_function_word(token.text) or may_be_past(token) or token.lower in _SAYING:
                break
            role.insert(0, token.text)
    behind = _APPOSITION.match(sentence, name.end())
    return " ".join([*role, strip_ending(name[0])]) + (f"{behind[0]}," if behind else "")


def _is_bare(words: Sequence[Token], k: int, text: str) -> bool:
    """Whether a word is a name of one word, and nothing behind a comma says whose: "Ricks, a meteorologist"."""
    word = words[k]
    behind = words[k + 1] if k + 1 < len(words) else None
    if not word.capitalized or not word.content or _DAY.match(word.text):
        return False
    if behind is None:
        return True
    explained = text[word.end : behind.start].strip() == "," and behind.lower in {"a", "an", "the", "who", "whose"}
    return not behind.capitalized and not explained


def _read_head(one: ReadSentence) -> frozenset[str]:
    """The stems of a phrase like "the company" that opens the sentence and says no more of which is meant."""
    found = (run for k, run, more in list_definites(one) if k == 0 and not more)
    return next((frozenset(token.stem for token in _leave_out_verb(run[:2])) for run in found), frozenset())


def _leave_out_verb(run: Sequence[Token]) -> Sequence[Token]:
    """The phrase without a regular past behind its noun, which others may tell of another: "the company denied"."""
    is_verb = len(run) > 1 and run[1].lower.endswith("ed") and not run[0].lower.endswith("ly")
    return run[:1] if is_verb else run


def strip_ending(word: str) -> str:
    """A name without the ending of a possessive, or the full stop behind it: "Olsen" of "Olsen's"."""
    return re.sub(r"['’]s?$|\.$", "", word)
