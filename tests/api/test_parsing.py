from __future__ import annotations

import json
from datetime import UTC, datetime, timedelta, timezone
from typing import Any

import pytest

from service.api.offsets import OffsetUnit
from service.api.parsing import MAX_PROBLEMS, parse_request
from service.api.requests import CitationsRequest, GroupsRequest, Part, StoriesRequest, SummaryRequest
from service.domain import LengthUnit, Mode, Order
from service.errors import InvalidRequestError, MalformedBodyError
from tests.api.clients import make_settings

SETTINGS = make_settings(max_articles=3, max_article_characters=100)


def parse(document: Any) -> SummaryRequest:
    return parse_request(json.dumps(document).encode(), SummaryRequest, SETTINGS)


def parse_article(**fields: Any) -> SummaryRequest:
    return parse({"articles": [{"text": "A text."} | fields]})


def find_problems(document: Any) -> dict[str, str]:
    """What is wrong with `document`: details by pointer."""
    with pytest.raises(InvalidRequestError) as caught:
        parse(document)
    return {problem.pointer: problem.detail for problem in caught.value.problems}


def test_request_of_texts_alone_gets_every_default() -> None:
    request = parse({"articles": [{"text": "A text."}]})
    assert (request.length.unit, request.length.value) == (LengthUnit.WORDS, 150)
    assert (request.mode, request.order, request.query, request.min_sources) == (
        Mode.EXTRACTIVE,
        Order.NARRATIVE,
        None,
        1,
    )
    assert request.offset_unit is OffsetUnit.CODEPOINT
    assert request.include == [Part.GROUPS, Part.ARTICLES, Part.CONFLICTS]


def test_nulls_stand_for_what_is_not_known() -> None:
    unknown = dict.fromkeys(("id", "title", "source", "url", "published_at", "language"))
    assert parse_article(**unknown) == parse_article()


@pytest.mark.parametrize(
    ("body", "reason"),
    [
        (b"", "Expecting value, line 1, column 1"),
        (b'{"articles": ', "Expecting value, line 1, column 14"),
        (b'{"articles": []} x', "Extra data"),
        (b"{'articles': []}", "double quotes"),
        (b'{"articles": "\xff"}', "not UTF-8: byte 14"),
        (b'{"articles": "\xed\xa0\x80"}', "not UTF-8"),
        (b"[]", "must be a JSON object"),
        (b'"text"', "must be a JSON object"),
        (b"null", "must be a JSON object"),
        (b'{"min_sources": NaN}', "NaN is no JSON number"),
        (b'{"min_sources": -Infinity}', "-Infinity is no JSON number"),
        (b'{"articles": ' + b"[" * 100_000, "nested too deeply"),
        (b'{"min_sources": ' + b"1" * 5000 + b"}", "too many digits"),
        (b'{"mode": "extractive", "mode": "abstractive"}', 'the name "mode" stands twice'),
        (json.dumps({f"k{i}": i for i in range(65)}).encode(), "has 65 names; at most 64"),
    ],
)
def test_body_that_is_no_json_object_is_malformed(body: bytes, reason: str) -> None:
    with pytest.raises(MalformedBodyError, match=reason):
        parse_request(body, SummaryRequest, SETTINGS)


@pytest.mark.parametrize("value", ["1,", "null,", '"",', "[],", '{"a": 1},'])
def test_a_body_of_more_values_than_a_request_may_hold_is_read_no_further(value: str) -> None:
    body = '{"articles": [' + value * 2_000 + "no JSON"
    with pytest.raises(MalformedBodyError, match="holds more than 1600 values"):
        parse_request(body.encode(), SummaryRequest, SETTINGS)


def test_as_many_values_as_a_request_may_hold_are_read() -> None:
    known = [{"id": f"s{story}", "articles": [f"a{story}-{k}" for k in range(10)]} for story in range(30)]
    request = {"articles": [{"text": "A text."}] * 3, "known": known}
    assert len(parse_request(json.dumps(request).encode(), StoriesRequest, SETTINGS).known) == 30


def test_known_stories_hold_no_more_articles_together_than_the_limit() -> None:
    known = [{"id": f"s{story}", "articles": [f"a{story}-{k}" for k in range(151)]} for story in range(2)]
    body = json.dumps({"articles": [{"text": "A text."}], "known": known}).encode()
    with pytest.raises(InvalidRequestError, match="/known: 302 articles in all stories; at most 300 are taken"):
        parse_request(body, StoriesRequest, SETTINGS)


def test_a_number_is_not_read_to_its_end() -> None:
    with pytest.raises(MalformedBodyError, match="too many digits"):
        parse_request(b'{"min_sources": 1.' + b"1" * 5_000 + b"}", SummaryRequest, SETTINGS)


def test_byte_order_mark_before_the_body_is_ignored() -> None:
    body = b"\xef\xbb\xbf" + json.dumps({"articles": [{"text": "A text."}]}).encode()
    assert parse_request(body, SummaryRequest, SETTINGS).articles[0].text == "A text."


@pytest.mark.parametrize(
    ("fields", "pointer", "detail"),
    [
        ({"articles": []}, "/articles", "at least 1"),
        ({"articles": None}, "/articles", "valid list; got null"),
        ({"articles": {}}, "/articles", "valid list; got an object"),
        ({"articles": ["A text."]}, "/articles/0", "must be an object"),
        ({"articles": [{}]}, "/articles/0/text", "is required"),
        ({"length": None}, "/length", "must be an object"),
        ({"length": 150}, "/length", "must be an object"),
        ({"length": {}}, "/length/value", "is required"),
        ({"length": {"value": "150"}}, "/length/value", 'valid number; got "150"'),
        ({"length": {"value": True}}, "/length/value", "valid number; got true"),
        ({"length": {"value": 0}}, "/length/value", "greater than 0; got 0"),
        ({"length": {"value": -5}}, "/length/value", "greater than 0; got -5"),
        ({"length": {"value": 10.5}}, "/length/value", "whole number where the unit is words; got 10.5"),
        ({"length": {"unit": "sentences", "value": 2.5}}, "/length/value", "whole number"),
        ({"length": {"unit": "characters", "value": 2.5}}, "/length/value", "whole number"),
        ({"length": {"unit": "fraction", "value": 1.01}}, "/length/value", "at most 1"),
        ({"length": {"unit": "pages", "value": 1}}, "/length/unit", "'words'"),
        ({"length": {"unit": "words", "value": 5, "max": 6}}, "/length/max", "is not a field"),
        ({"mode": "generative"}, "/mode", "'extractive' or 'abstractive'"),
        ({"mode": 1}, "/mode", "got 1"),
        ({"order": "random"}, "/order", "'narrative'"),
        ({"offset_unit": "bytes"}, "/offset_unit", "'codepoint', 'utf16' or 'utf8'"),
        ({"query": ""}, "/query", "must not be empty or blank"),
        ({"query": " \n"}, "/query", "must not be empty or blank"),
        ({"query": "q" * 1001}, "/query", "at most 1000 characters"),
        ({"query": 5}, "/query", "valid string; got 5"),
        ({"min_sources": 0}, "/min_sources", "greater than or equal to 1; got 0"),
        ({"min_sources": "2"}, "/min_sources", 'valid integer; got "2"'),
        ({"min_sources": True}, "/min_sources", "valid integer; got true"),
        ({"min_sources": 1.5}, "/min_sources", "valid integer; got 1.5"),
        ({"include": ["everything"]}, "/include/0", "'groups'"),
        ({"include": "groups"}, "/include", "valid list"),
        ({"include": ["groups"] * 5}, "/include", "at most 4"),
        ({"lenght": 5}, "/lenght", "is not a field of this object"),
        ({"a/b~c": 5}, "/a~1b~0c", "is not a field of this object"),
        ({"\ud800": 5}, "", "holds a lone surrogate"),
        ({"mode": "\ud800"}, "/mode", "holds a lone surrogate"),
    ],
)
def test_field_that_breaks_the_contract_is_named_by_its_pointer(
    fields: dict[str, Any], pointer: str, detail: str
) -> None:
    document = {"articles": [{"text": "A text."}]} | fields
    problems = find_problems(document)
    assert list(problems) == [pointer]
    assert detail in problems[pointer]


def test_number_beyond_the_range_of_numbers_is_refused() -> None:
    body = b'{"articles": [{"text": "A text."}], "length": {"value": 1e999}}'
    with pytest.raises(InvalidRequestError, match="/length/value: Input should be a finite number"):
        parse_request(body, SummaryRequest, SETTINGS)


@pytest.mark.parametrize(
    ("field", "value", "detail"),
    [
        ("text", "", "must not be empty or blank"),
        ("text", " \t\r\n\u00a0\u3000", "must not be empty or blank"),
        ("text", "\ufeff\u200b", "must not be empty or blank"),
        ("text", None, "is required"),
        ("text", 5, "valid string; got 5"),
        ("text", ["A text."], "valid string; got an array"),
        ("text", "abc\0def", "holds a NUL character at offset 3"),
        ("text", "😀\ud83d rest", "holds a lone surrogate at offset 1"),
        ("text", "x" * 101, "101 characters long; at most 100 are taken"),
        ("id", "", "must not be empty or blank"),
        ("id", 7, "valid string; got 7"),
        ("id", "i" * 201, "at most 200 characters"),
        ("title", "a\0", "NUL character at offset 1"),
        ("title", "t" * 10_001, "at most 10000 characters"),
        ("source", "  ", "must not be empty or blank"),
        ("source", "s" * 1001, "at most 1000 characters"),
        ("url", "example.com/story", "must be an http or https URL"),
        ("url", "ftp://example.com/story", "must be an http or https URL"),
        ("url", "javascript:alert(1)", "must be an http or https URL"),
        ("url", "http://", "must be an http or https URL"),
        ("url", "http://[::1", "must be an http or https URL"),
        ("url", "http://exa mple.com", "must be an http or https URL"),
        ("url", "http://e.com/" + "p" * 8200, "at most 8192 characters"),
        ("published_at", "2024-11-20T12:32:00", "must state its offset from UTC"),
        ("published_at", "yesterday", "must be an ISO 8601 date"),
        ("published_at", "2024-W47-3", "must be an ISO 8601 date"),
        ("published_at", "20241120", "must be an ISO 8601 date"),
        ("published_at", "2024-02-30", "is no date of the calendar"),
        ("published_at", "2024-11-20T25:00:00Z", "is no date of the calendar"),
        ("published_at", "0001-01-01T00:00:00+14:00", "is no date of the calendar"),
        ("published_at", "٢٠٢٤-11-20", "must be an ISO 8601 date"),
        ("published_at", 1_700_000_000, "valid datetime; got 1700000000"),
        ("language", "english language", "BCP 47"),
        ("language", "e", "BCP 47"),
        ("language", "english", "BCP 47"),
        ("language", "en_US", "BCP 47"),
        ("language", "", "BCP 47"),
        ("author", "Kim", "is not a field of this object"),
    ],
)
def test_article_field_that_breaks_the_contract_is_named_by_its_pointer(field: str, value: Any, detail: str) -> None:
    problems = find_problems({"articles": [{"text": "First."}, {"text": "A text."} | {field: value}]})
    assert list(problems) == [f"/articles/1/{field}"]
    assert detail in problems[f"/articles/1/{field}"]


def test_every_field_that_is_wrong_is_named_at_once() -> None:
    problems = find_problems(
        {
            "articles": [
                {"id": "same", "text": " ", "extra": 1},
                {"id": "same", "text": "x" * 101, "url": "x"},
                {"id": "same", "text": 5},
            ],
            "length": {"value": -1},
            "min_sources": 0,
        }
    )
    assert set(problems) == {
        "/articles/0/text",
        "/articles/0/extra",
        "/articles/1/id",
        "/articles/1/text",
        "/articles/1/url",
        "/articles/2/id",
        "/articles/2/text",
        "/length/value",
        "/min_sources",
    }


def test_repeated_id_names_the_article_that_has_it() -> None:
    problems = find_problems({"articles": [{"id": "x", "text": "One."}, {"id": "x", "text": "Two."}]})
    assert problems == {"/articles/1/id": "is the id of article 0 already"}


def test_too_many_articles_are_refused_without_going_through_them() -> None:
    problems = find_problems({"articles": [5, 5, 5, 5]})
    assert problems == {"/articles": "4 articles; at most 3 are taken"}


def test_too_much_that_is_known_is_refused_without_going_through_it() -> None:
    article = {"articles": [{"text": "A text."}]}
    problems = find_problems(article | {"since": {"articles": [5] * 31}})
    assert problems == {"/since/articles": "31 articles; at most 30 are taken"}
    with pytest.raises(InvalidRequestError) as caught:
        parse_request(json.dumps(article | {"known": [5] * 31}).encode(), StoriesRequest, SETTINGS)
    assert [problem.detail for problem in caught.value.problems] == ["31 stories; at most 30 are taken"]


def test_a_list_of_wrong_ids_is_one_fault() -> None:
    body = {"articles": [{"text": "A text."}], "known": [{"id": "s", "articles": [5] * 100}]}
    with pytest.raises(InvalidRequestError) as caught:
        parse_request(json.dumps(body).encode(), StoriesRequest, SETTINGS)
    assert [problem.pointer for problem in caught.value.problems] == ["/known/0/articles/0"]


def test_number_of_problems_is_bounded() -> None:
    settings = make_settings(max_articles=2000)
    body = json.dumps({"articles": [{}] * 1500}).encode()
    with pytest.raises(InvalidRequestError) as caught:
        parse_request(body, GroupsRequest, settings)
    assert len(caught.value.problems) == MAX_PROBLEMS == 1000


def test_what_was_sent_is_quoted_in_part_only() -> None:
    problems = find_problems({"articles": [{"text": "A text."}], "mode": "m" * 5000, "k" * 5000: 1})
    assert max(len(pointer) for pointer in problems) <= 66
    assert max(len(detail) for detail in problems.values()) < 200


@pytest.mark.parametrize(
    ("stated", "moment"),
    [
        ("2024-11-20", datetime(2024, 11, 20, tzinfo=UTC)),
        ("2024-11-20T12:32Z", datetime(2024, 11, 20, 12, 32, tzinfo=UTC)),
        ("2024-11-20 12:32:00z", datetime(2024, 11, 20, 12, 32, tzinfo=UTC)),
        ("2024-11-20T12:32:00.250-05:00", datetime(2024, 11, 20, 17, 32, 0, 250_000, tzinfo=UTC)),
        ("2024-11-20T12:32:00+0530", datetime(2024, 11, 20, 12, 32, tzinfo=timezone(timedelta(hours=5.5)))),
    ],
)
def test_moment_of_publication_is_read_from_iso_8601(stated: str, moment: datetime) -> None:
    assert parse_article(published_at=stated).to_articles()[0].published_at == moment


@pytest.mark.parametrize("tag", ["en", "pt-BR", "zh-Hant-TW", "gsw", "de-CH-1996"])
def test_language_tags_of_all_forms_are_taken(tag: str) -> None:
    assert parse_article(language=tag).to_articles()[0].language == tag


def test_control_characters_other_than_nul_are_taken_as_they_are() -> None:
    text = "Scraped\x0btext\x1f with \x7f odd\x85ends.\r\n"
    assert parse_article(text=text).articles[0].text == text


def test_articles_without_an_id_are_named_by_their_place() -> None:
    request = parse({"articles": [{"text": "One."}, {"id": "own", "text": "Two."}, {"text": "Three."}]})
    assert [article.id for article in request.to_articles()] == ["a1", "own", "a3"]


def test_default_ids_never_collide_with_given_ones() -> None:
    request = parse({"articles": [{"text": "One."}, {"id": "a1", "text": "Two."}, {"id": "a1_", "text": "Three."}]})
    assert [article.id for article in request.to_articles()] == ["a1__", "a1", "a1_"]


def test_text_of_a_citations_request_has_the_limits_of_an_article() -> None:
    for text, detail in (("x" * 101, "101 characters"), ("", "blank"), ("a\0", "NUL")):
        body = json.dumps({"articles": [{"text": "A text."}], "text": text}).encode()
        with pytest.raises(InvalidRequestError, match=f"/text: .*{detail}") as caught:
            parse_request(body, CitationsRequest, SETTINGS)
        assert [problem.pointer for problem in caught.value.problems] == ["/text"]
