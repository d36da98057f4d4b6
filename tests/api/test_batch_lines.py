"""A line in is a request with an id of its own; a line out names it, and holds an answer or a problem."""

from __future__ import annotations

import json

import pytest

from service.api.batch_lines import BatchReader, BatchRequest, BatchResult, RefusedLine
from service.errors import MalformedBodyError


def refuse(content: bytes, reader: BatchReader | None = None) -> RefusedLine:
    read = (reader or BatchReader(max_values=1_000)).read(3, content)
    assert isinstance(read, RefusedLine)
    assert read.line == 3
    return read


def test_the_request_is_the_line_without_its_id() -> None:
    read = BatchReader(max_values=1_000).read(2, '{"id": "Brücke", "query": "why?"}'.encode())
    assert isinstance(read, BatchRequest)
    assert (read.id, read.line, json.loads(read.body)) == ("Brücke", 2, {"query": "why?"})


@pytest.mark.parametrize(
    ("content", "detail"),
    [
        (b'{"id": "a", "query": NaN}', "NaN is no JSON number"),
        (b'{"id": "a", "id": "b"}', 'the name "id" stands twice'),
        (b'["id"]', "must be a JSON object"),
        (b'{"id": "\xff"}', "not UTF-8"),
    ],
)
def test_what_is_no_request_has_no_id(content: bytes, detail: str) -> None:
    refused = refuse(content)
    assert refused.id is None
    assert isinstance(refused.error, MalformedBodyError)
    assert detail in str(refused.error)


@pytest.mark.parametrize("name", ['""', '" "', "null", "7", '"\\ud800"', '"' + "x" * 201 + '"'])
def test_an_id_is_what_an_article_may_be_called(name: str) -> None:
    refused = refuse(b'{"id": %b}' % name.encode())
    assert (refused.id, "/id: " in str(refused.error)) == (None, True)


def test_an_id_that_an_earlier_line_has_is_told_with_that_line() -> None:
    reader = BatchReader(max_values=1_000)
    reader.read(1, b'{"id": "a"}')
    refused = refuse(b'{"id": "a"}', reader)
    assert (refused.id, "is that of line 1 already" in str(refused.error)) == ("a", True)


def test_lines_are_written_in_ascii_around_what_they_hold() -> None:
    answered = BatchResult(id="é\n", line=1, refused=False, body=b'{"a":1}')
    assert answered.to_line() == b'{"id":"\\u00e9\\n","answer":{"a":1}}\n'
    refused = BatchResult(id=None, line=4, refused=True, body=b'{"status":400}')
    assert refused.to_line() == b'{"id":null,"line":4,"problem":{"status":400}}\n'
