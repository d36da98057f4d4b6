"""Bytes into a request, or into everything that is wrong with them."""

from __future__ import annotations

import json
from collections.abc import Iterator
from typing import Any, TypeVar

from pydantic import ValidationError
from pydantic_core import ErrorDetails

from service.api.article_requests import ArticlesRequest, RequestPart
from service.api.fields import MAX_TITLE_CHARACTERS
from service.api.json_reading import LongText, cut, quote, read_json
from service.errors import FieldProblem, InvalidRequestError, MalformedBodyError
from service.settings import Settings

RequestT = TypeVar("RequestT", bound=ArticlesRequest)
PartT = TypeVar("PartT", bound=RequestPart)

MAX_PROBLEMS = 1000
"""Problems reported at once; a client that has more has one cause for them."""
_KNOWN_PER_ARTICLE = 10
"""Articles and stories that a request may say it knows, to each article that it may hold."""
_TOLD_PER_ARTICLE = 100
"""Articles that all these stories may hold together, to each article that a request may hold."""
_VALUES_PER_ARTICLE = 200
_VALUES_BESIDE = 1_000
"""Values of JSON in a body: those that a request may hold, and as many again."""
_DETAILS = {
    "missing": "is required",
    "extra_forbidden": "is not a field of this object",
    "model_type": "must be an object",
    "string_unicode": "holds a lone surrogate",
}


def parse_request(body: bytes | bytearray, schema: type[RequestT], settings: Settings) -> RequestT:
    """The request that `body` states.

    Raises: MalformedBodyError if it is not a JSON object; InvalidRequestError naming every field that is wrong, up to
    a thousand.
    """
    document = decode_object(body, count_values(settings), count_characters(settings))
    return validate(document, schema, settings, question=document)


def validate(
    document: dict[str, Any], schema: type[PartT], settings: Settings, *, question: object, pointer: str = ""
) -> PartT:
    """What `document` states. question: the object in it that holds the articles, at `pointer`.

    Texts that are too long are cut, so that nothing else goes through all of them.

    Raises: InvalidRequestError naming every field that is wrong, up to a thousand; where a list is too long, that
    alone.
    """
    holder = question if isinstance(question, dict) else {}
    _refuse_too_many(holder, settings.max_articles, pointer)
    problems = [
        FieldProblem(pointer=f"{pointer}{problem.pointer}", detail=problem.detail)
        for problem in (*_cut_long_texts(holder, settings.max_article_characters), *_find_repeated_ids(holder))
    ]
    try:
        request = schema.model_validate(document)
    except ValidationError as error:
        problems.extend(list_problems(error))
        raise InvalidRequestError(*problems[:MAX_PROBLEMS]) from None
    if problems:
        raise InvalidRequestError(*problems[:MAX_PROBLEMS])
    return request


def list_problems(error: ValidationError) -> list[FieldProblem]:
    """What a schema found wrong, field by field, as clients are told."""
    return [_to_problem(line) for line in error.errors(include_url=False)]


def count_values(settings: Settings) -> int:
    """The values of JSON that a body may hold."""
    return _VALUES_PER_ARTICLE * settings.max_articles + _VALUES_BESIDE


def count_characters(settings: Settings) -> int:
    """The characters of a text in a body that are kept, of which one may hold as many, or too many."""
    return max(settings.max_article_characters, MAX_TITLE_CHARACTERS)


def decode_object(body: bytes | bytearray, max_values: int, max_characters: int | None = None) -> dict[str, Any]:
    """The JSON object that `body` is. max_values, max_characters: see `read_json`.

    Raises: MalformedBodyError.
    """
    try:
        document = read_json(body, max_values=max_values, max_characters=max_characters)
    except RecursionError:
        raise MalformedBodyError("the body is nested too deeply") from None
    if not isinstance(document, dict):
        raise MalformedBodyError("the body must be a JSON object")
    return document


def _refuse_too_many(document: dict[str, Any], limit: int, pointer: str) -> None:
    """Raises: InvalidRequestError, alone, because going through the articles is what the limit is there to avoid."""
    known = limit * _KNOWN_PER_ARTICLE
    match document:
        case {"articles": list() as held} if len(held) > limit:
            detail = f"{len(held)} articles; at most {limit} are taken"
            raise InvalidRequestError(FieldProblem(pointer=f"{pointer}/articles", detail=detail))
        case {"since": {"articles": list() as held}} if len(held) > known:
            detail = f"{len(held)} articles; at most {known} are taken"
            raise InvalidRequestError(FieldProblem(pointer=f"{pointer}/since/articles", detail=detail))
        case {"known": list() as held} if len(held) > known:
            detail = f"{len(held)} stories; at most {known} are taken"
            raise InvalidRequestError(FieldProblem(pointer=f"{pointer}/known", detail=detail))
        case {"known": list() as held} if (told := sum(map(_count_told, held))) > limit * _TOLD_PER_ARTICLE:
            detail = f"{told} articles in all stories; at most {limit * _TOLD_PER_ARTICLE} are taken"
            raise InvalidRequestError(FieldProblem(pointer=f"{pointer}/known", detail=detail))


def _count_told(story: object) -> int:
    match story:
        case {"articles": list() as articles}:
            return len(articles)
    return 0


def _cut_long_texts(document: dict[str, Any], limit: int) -> Iterator[FieldProblem]:
    holders = {"": document, **{f"/articles/{i}": article for i, article in _iterate_articles(document)}}
    for pointer, holder in holders.items():
        for name in ("text", "html"):
            match holder:
                case dict() if isinstance(text := holder.get(name), str) and len(text) > limit:
                    holder[name] = text[:limit]
                    characters = text.characters if isinstance(text, LongText) else len(text)
                    detail = f"{characters} characters long; at most {limit} are taken"
                    yield FieldProblem(pointer=f"{pointer}/{name}", detail=detail)


def _find_repeated_ids(document: dict[str, Any]) -> Iterator[FieldProblem]:
    first_places: dict[str, int] = {}
    for place, article in _iterate_articles(document):
        match article:
            case {"id": str(name)} if first_places.setdefault(name, place) != place:
                detail = f"is the id of article {first_places[name]} already"
                yield FieldProblem(pointer=f"/articles/{place}/id", detail=detail)


def _iterate_articles(document: dict[str, Any]) -> Iterator[tuple[int, object]]:
    articles = document.get("articles")
    yield from enumerate(articles if isinstance(articles, list) else ())


def _to_problem(error: ErrorDetails) -> FieldProblem:
    pointer = "".join(f"/{_escape(part)}" for part in error["loc"])
    detail = _DETAILS.get(error["type"])
    return FieldProblem(pointer=pointer, detail=detail or f"{error['msg']}; got {_echo(error['input'])}")


def _escape(part: str | int) -> str:
    return cut(str(part)).replace("~", "~0").replace("/", "~1")


def _echo(value: object) -> str:
    """`value` as JSON, short enough to quote; of what holds other values, only its kind."""
    match value:
        case dict():
            return "an object"
        case list():
            return "an array"
        case str():
            return quote(value)
    return cut(json.dumps(value))
