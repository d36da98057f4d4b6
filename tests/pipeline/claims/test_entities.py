from __future__ import annotations

from dataclasses import dataclass

from service.pipeline.claims.entities import MODELS, name_recognizer, recognize_entities
from service.pipeline.claims.names import NameKind, find_names
from service.pipeline.text.tokens import tokenize


@dataclass(frozen=True)
class Found:
    start_char: int
    end_char: int
    label_: str


@dataclass(frozen=True)
class Read:
    ents: tuple[Found, ...]


def recognize(_text: str) -> Read:
    """What a recognizer says of "Sementilli met Kerry in March"."""
    return Read(ents=(Found(0, 10, "PERSON"), Found(15, 20, "GPE"), Found(24, 29, "DATE")))


def test_labels_that_name_something_become_kinds() -> None:
    spans = recognize_entities("Sementilli met Kerry in March", "en", recognize)
    assert spans == ((0, 10, NameKind.PERSON), (15, 20, NameKind.PLACE))


def test_what_is_recognized_is_certain_even_at_the_opening_of_a_sentence() -> None:
    text = "Sementilli met Kerry in March"
    tokens = tokenize(text, "en")
    opening, other = find_names(tokens, text, "en", recognize_entities(text, "en", recognize))
    assert (opening.certain, opening.kind) == (True, NameKind.PERSON)
    assert other.kind is NameKind.PLACE
    assert not find_names(tokens, text, "en")[0].certain


def test_without_a_recognizer_for_the_language_nothing_is_known() -> None:
    assert recognize_entities("Sementilli met Kerry", "xx") == ()


def test_the_recognizer_is_known_by_name_and_version() -> None:
    recognizer = name_recognizer()
    assert recognizer is None or recognizer.split()[0] in MODELS
