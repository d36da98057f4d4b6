"""Bytes into a request, or into everything that is wrong with them."""

from __future__ import annotations

import json
import re
from collections import Counter
from collections.abc import Callable, Iterator
from json.decoder import JSONArray, JSONObject  # type: ignore[attr-defined]  # typeshed leaves out
from json.scanner import py_make_scanner  # type: ignore[attr-defined]  # what C stands in for
from typing import Any, TypeVar

from pydantic import ValidationError
from pydantic_core import ErrorDetails

from service.api.article_requests import ArticlesRequest, RequestPart
from service.errors import FieldProblem, InvalidRequestError, MalformedBodyError
from service.settings import Settings

RequestT = TypeVar("RequestT", bound=ArticlesRequest)
PartT = TypeVar("PartT", bound=RequestPart)

MAX_PROBLEMS = 1000
"""Problems reported at once; a client that has more has one cause for them."""
_MAX_NAMES = 64
"""Names in one object; the largest object of the contract has eight."""
_KNOWN_PER_ARTICLE = 10
"""Articles and stories that a request may say it knows, to each article that it may hold."""
_TOLD_PER_ARTICLE = 100
"""Articles that all these stories may hold together, to each article that a request may hold."""
_VALUES_PER_ARTICLE = 200
_VALUES_BESIDE = 1_000
"""Values of JSON in a body: those that a request may hold, and as many again."""
_LONG_NUMBER = re.compile(r"[-+.eE\d]{4301}", re.ASCII)
"""Longer than Python reads."""
_TOO_LONG_A_NUMBER = "the body holds a number with too many digits"
_MAX_ECHO = 64
"""Characters quoted of what a client sent."""
_DETAILS = {
    "missing": "is required",
    "extra_forbidden": "is not a field of this object",
    "model_type": "must be an object",
    "string_unicode": "holds a lone surrogate",
}


def parse_request(body: bytes, schema: type[RequestT], settings: Settings) -> RequestT:
    """The request that `body` states.

    Raises: MalformedBodyError if it is not a JSON object; InvalidRequestError naming every field that is wrong, up to
    a thousand.
    """
    document = decode_object(body, count_values(settings))
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


def decode_object(body: bytes, max_values: int) -> dict[str, Any]:
    """The JSON object that `body` is.

    Raises: MalformedBodyError, also if it holds more values than `max_values`: a list of ten million numbers is read in
    one call of C otherwise, in which no other thread has its turn, and takes half a gigabyte.
    """
    try:
        document = _CountingDecoder(max_values).decode(body.decode("utf-8-sig"))
    except UnicodeDecodeError as error:
        raise MalformedBodyError(f"the body is not UTF-8: byte {error.start} cannot be decoded") from None
    except json.JSONDecodeError as error:
        raise MalformedBodyError(
            f"the body is not JSON: {error.msg}, line {error.lineno}, column {error.colno}"
        ) from None
    except RecursionError:
        raise MalformedBodyError("the body is nested too deeply") from None
    except ValueError:
        raise MalformedBodyError(_TOO_LONG_A_NUMBER) from None
    if not isinstance(document, dict):
        raise MalformedBodyError("the body must be a JSON object")
    return document


_Scan = Callable[[str, int], tuple[Any, int]]


class _CountingDecoder(json.JSONDecoder):
    """Python's own decoder in Python, which counts the values: strings alone are read by C."""

    def __init__(self, max_values: int) -> None:
        super().__init__(object_pairs_hook=_to_object, parse_constant=_refuse_constant)
        self._max_values = self._left = max_values
        self.parse_array = lambda place, scan: JSONArray(place, self._count(scan))
        self.parse_object = lambda place, strict, scan, *rest: JSONObject(place, strict, self._count(scan), *rest)
        self.scan_once = self._count(py_make_scanner(self))

    def _count(self, scan: _Scan) -> _Scan:
        def scan_one(text: str, place: int) -> tuple[Any, int]:
            self._left -= 1
            if self._left < 0:
                raise MalformedBodyError(f"the body holds more than {self._max_values} values")
            if _LONG_NUMBER.match(text, place):
                raise MalformedBodyError(_TOO_LONG_A_NUMBER)
            return scan(text, place)

        return scan_one


def _to_object(pairs: list[tuple[str, Any]]) -> dict[str, Any]:
    if len(pairs) > _MAX_NAMES:
        raise MalformedBodyError(f"an object has {len(pairs)} names; at most {_MAX_NAMES} are taken")
    names = dict(pairs)
    if len(names) < len(pairs):
        twice = Counter(name for name, _ in pairs).most_common(1)[0][0]
        raise MalformedBodyError(f"the name {_echo(twice)} stands twice in one object")
    return names


def _refuse_constant(constant: str) -> None:
    raise MalformedBodyError(f"the body is not JSON: {constant} is no JSON number")


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
                    detail = f"{len(text)} characters long; at most {limit} are taken"
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
    return _cut(str(part)).replace("~", "~0").replace("/", "~1")


def _echo(value: object) -> str:
    """`value` as JSON, short enough to quote; of what holds other values, only its kind."""
    match value:
        case dict():
            return "an object"
        case list():
            return "an array"
        case str():
            return json.dumps(_cut(value), ensure_ascii=False)
    return _cut(json.dumps(value))


def _cut(text: str) -> str:
    return text if len(text) <= _MAX_ECHO else text[:_MAX_ECHO] + "…"
