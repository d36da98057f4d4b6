"""The kinds of text that requests are made of, and what each refuses."""

from __future__ import annotations

import re
from datetime import UTC, datetime
from typing import Annotated
from urllib.parse import urlsplit

from pydantic import AfterValidator, BeforeValidator, Field, WithJsonSchema
from pydantic_core import PydanticCustomError

MAX_ID_CHARACTERS = 200
MAX_TITLE_CHARACTERS = 10_000
MAX_SOURCE_CHARACTERS = 1_000
MAX_URL_CHARACTERS = 8_192
MAX_LANGUAGE_CHARACTERS = 35
"""What RFC 5646 (section 4.4.1) asks software to have room for."""
MAX_QUERY_CHARACTERS = 1_000
MAX_MODEL_CHARACTERS = 1_000
"""Room for a folder's path."""

_LONE_SURROGATE = re.compile("[\ud800-\udfff]")
_INVISIBLE = "\ufeff\u200b\u200c\u200d\u200e\u200f\u2060"
"""Byte-order mark, zero-width and direction marks: characters that str.strip() keeps and nobody sees."""
_VISIBLE = re.compile(rf"[^\s{_INVISIBLE}]")
_VISIBLE_PATTERN = r"[^\s\u001c-\u001f\u0085\u200b-\u200f\u2060\ufeff]"
"""The same for readers of the schema, in the words of ECMA 262, which takes other characters for white space."""
_LANGUAGE = re.compile(r"[A-Za-z]{2,3}(-[A-Za-z0-9]{1,8})*")
"""Languages have two or three letters: BCP 47 has room for longer ones, and none is registered (RFC 5646, 2.2.1)."""
_DATE = r"\d{4}-\d{2}-\d{2}"
_TIME = r"\d{2}:\d{2}(:\d{2}(\.\d{1,9})?)?"
_OFFSET = r"(Z|[+-]\d{2}:?\d{2})"
_DATE_OR_TIME = re.compile(rf"{_DATE}([T ]{_TIME}(?P<offset>{_OFFSET})?)?", re.ASCII)


def refuse_unusable_characters(value: str) -> str:
    """`value`, if all of it is text. Raises: PydanticCustomError for a NUL or half a surrogate pair."""
    if (offset := value.find("\0")) >= 0:
        raise PydanticCustomError("nul", "holds a NUL character at offset {offset}", {"offset": offset})
    if not value.isascii() and (match := _LONE_SURROGATE.search(value)):
        raise PydanticCustomError(
            "lone_surrogate", "holds a lone surrogate at offset {offset}", {"offset": match.start()}
        )
    return value


def refuse_blank(value: str) -> str:
    """`value`, if there is anything to see in it. Raises: PydanticCustomError."""
    if not _VISIBLE.search(value):
        raise PydanticCustomError("blank", "must not be empty or blank")
    return value


def parse_moment(value: object) -> object:
    """The moment that an ISO 8601 date-time with offset states; a date is its midnight in UTC.

    Anything but a string is handed on for pydantic to refuse. Raises: PydanticCustomError.
    """
    if not isinstance(value, str):
        return value
    match = _DATE_OR_TIME.fullmatch(value.upper())
    if not match:
        raise PydanticCustomError("moment", "must be an ISO 8601 date, or date-time with an offset")
    if match[1] and not match["offset"]:
        raise PydanticCustomError("moment", "must state its offset from UTC, such as Z or -05:00")
    try:
        moment = datetime.fromisoformat(value.upper())
        moment = moment if moment.tzinfo else moment.replace(tzinfo=UTC)
        moment.astimezone(UTC)
    except (ValueError, OverflowError) as error:
        raise PydanticCustomError("moment", "is no date of the calendar: {reason}", {"reason": str(error)}) from error
    return moment


def refuse_other_addresses(value: str) -> str:
    """`value`, if it is an http or https URL with a host. Raises: PydanticCustomError."""
    try:
        parts = urlsplit(value)
        is_web = parts.scheme in {"http", "https"} and bool(parts.hostname)
    except ValueError:
        is_web = False
    if not is_web or re.search(r"\s", value):
        raise PydanticCustomError("web_address", "must be an http or https URL")
    return value


def refuse_other_tags(value: str) -> str:
    """`value`, if it has the form of a BCP 47 language tag. Raises: PydanticCustomError."""
    if not _LANGUAGE.fullmatch(value):
        raise PydanticCustomError("language", "must be a BCP 47 language tag, such as en or pt-BR")
    return value


_USABLE = AfterValidator(refuse_unusable_characters)
_VISIBLE_ONLY = AfterValidator(refuse_blank)
_SHOWN_VISIBLE = Field(json_schema_extra={"minLength": 1, "pattern": _VISIBLE_PATTERN, "not": {"pattern": r"\u0000"}})

VisibleText = Annotated[str, _SHOWN_VISIBLE, _USABLE, _VISIBLE_ONLY]
Identifier = Annotated[str, Field(max_length=MAX_ID_CHARACTERS), _SHOWN_VISIBLE, _USABLE, _VISIBLE_ONLY]
Title = Annotated[str, Field(max_length=MAX_TITLE_CHARACTERS), _USABLE]
Source = Annotated[str, Field(max_length=MAX_SOURCE_CHARACTERS), _SHOWN_VISIBLE, _USABLE, _VISIBLE_ONLY]
Query = Annotated[str, Field(max_length=MAX_QUERY_CHARACTERS), _SHOWN_VISIBLE, _USABLE, _VISIBLE_ONLY]
ModelName = Annotated[str, Field(max_length=MAX_MODEL_CHARACTERS), _SHOWN_VISIBLE, _USABLE, _VISIBLE_ONLY]
WebAddress = Annotated[
    str,
    Field(max_length=MAX_URL_CHARACTERS, json_schema_extra={"pattern": r"^[Hh][Tt][Tt][Pp][Ss]?://[^\s/?#@:]\S*$"}),
    _USABLE,
    AfterValidator(refuse_other_addresses),
]
LanguageTag = Annotated[
    str,
    Field(max_length=MAX_LANGUAGE_CHARACTERS, json_schema_extra={"pattern": f"^{_LANGUAGE.pattern}$"}),
    AfterValidator(refuse_other_tags),
]
Moment = Annotated[
    datetime,
    BeforeValidator(parse_moment),
    WithJsonSchema({"type": "string", "anyOf": [{"format": "date-time"}, {"format": "date"}]}),
]
