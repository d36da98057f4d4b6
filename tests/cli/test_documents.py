"""What files hold is read as it stands there."""

from __future__ import annotations

import io
import json
import sys
from importlib.metadata import requires
from pathlib import Path

import pytest

from service.cli.documents import Document, Documents, read_documents, read_text
from service.cli.failures import InputError, UsageError

PAGE = """<!doctype html><html lang="en"><head><meta charset="utf-8">
<title>Bridge reopens - The Gazette</title>
<meta property="og:title" content="Bridge reopens"><meta property="og:site_name" content="The Gazette">
<meta property="article:published_time" content="2024-11-20T09:30:00+00:00">
<link rel="canonical" href="https://gazette.example/bridge"></head>
<body><nav><a href="/">Home</a> <a href="/sport">Sport</a></nav><article><h1>Bridge reopens</h1>
<p>The old bridge over the river reopened on Wednesday after two years of work, the mayor’s office said.</p>
<p>Some 4,000 cars crossed it in the first hour, and the ferry that had stood in for it made its last run.</p>
<p>Repairs cost nine million euros, two million more than the city council had planned when work began.</p>
</article><footer>Subscribe to our newsletter</footer></body></html>"""


def test_a_text_file_is_one_article_named_by_its_stem(tmp_path: Path) -> None:
    (tmp_path / "harbour.txt").write_bytes("The harbour froze.\r\nShips wait — “for now”.".encode())
    found = read_documents([str(tmp_path / "harbour.txt")])
    assert found.articles == [{"id": "harbour", "text": "The harbour froze.\r\nShips wait — “for now”."}]
    assert found.origins == (str(tmp_path / "harbour.txt"),)


def test_a_byte_order_mark_is_dropped(tmp_path: Path) -> None:
    (tmp_path / "a.txt").write_bytes(b"\xef\xbb\xbfThe harbour froze.")
    (tmp_path / "b.jsonl").write_bytes(b'\xef\xbb\xbf{"text": "Ships wait."}')
    found = read_documents([str(tmp_path / "a.txt"), str(tmp_path / "b.jsonl")])
    assert [article["text"] for article in found.articles] == ["The harbour froze.", "Ships wait."]


def test_files_named_alike_get_ids_of_their_own(tmp_path: Path) -> None:
    names = []
    for folder in ("north", "south", "west"):
        (tmp_path / folder).mkdir()
        (tmp_path / folder / "news.txt").write_text(folder, encoding="utf-8")
        names.append(str(tmp_path / folder / "news.txt"))
    assert [article["id"] for article in read_documents(names).articles] == ["news", "news-2", "news-3"]


def test_an_id_that_an_article_states_is_never_changed(tmp_path: Path) -> None:
    (tmp_path / "news.txt").write_text("The harbour froze.", encoding="utf-8")
    (tmp_path / "list.jsonl").write_text('{"id": "news", "text": "Ships wait."}\n', encoding="utf-8")
    found = read_documents([str(tmp_path / "news.txt"), str(tmp_path / "list.jsonl")])
    assert [article["id"] for article in found.articles] == ["news-2", "news"]


def test_json_lines_are_passed_on_as_they_are_with_their_line_numbers(tmp_path: Path) -> None:
    file = tmp_path / "news.jsonl"
    one = {"text": "One.", "publisher": "BBC", "source": "Reuters"}
    file.write_text(f'{json.dumps(one)}\r\n\n{{"text": "Line\u2028separator."}}\n', encoding="utf-8")
    found = read_documents([str(file)])
    assert found.articles == [one, {"text": "Line\u2028separator."}]
    assert found.origins == (f"{file} line 1", f"{file} line 3")


def test_a_json_list_is_a_list_of_articles(tmp_path: Path) -> None:
    (tmp_path / "news.json").write_text('[{"text": "One."}, {"text": "Two."}]', encoding="utf-8")
    found = read_documents([str(tmp_path / "news.json")])
    assert found.articles == [{"text": "One."}, {"text": "Two."}]
    assert found.options == {}


def test_a_json_request_keeps_its_options(tmp_path: Path) -> None:
    request = {"articles": [{"text": "One."}], "min_sources": 2, "query": "ice"}
    (tmp_path / "request.json").write_text(json.dumps(request), encoding="utf-8")
    found = read_documents([str(tmp_path / "request.json")])
    assert found.articles == [{"text": "One."}]
    assert found.options == {"min_sources": 2, "query": "ice"}


def test_two_requests_with_options_contradict_each_other(tmp_path: Path) -> None:
    (tmp_path / "request.json").write_text('{"articles": [], "query": "ice"}', encoding="utf-8")
    with pytest.raises(UsageError, match="only one"):
        read_documents([str(tmp_path / "request.json")] * 2)


def test_a_web_page_gives_its_article_and_what_it_says_of_itself(tmp_path: Path) -> None:
    (tmp_path / "bridge.html").write_text(PAGE, encoding="utf-8")
    (article,) = read_documents([str(tmp_path / "bridge.html")]).articles
    assert article["text"].startswith("Bridge reopens\nThe old bridge over the river reopened")
    assert "mayor’s office" in article["text"]
    assert "Subscribe" not in article["text"]
    assert {name: article[name] for name in article if name != "text"} == {
        "id": "bridge",
        "title": "Bridge reopens",
        "source": "The Gazette",
        "url": "https://gazette.example/bridge",
        "published_at": "2024-11-20",
    }


def test_a_web_page_is_read_in_the_encoding_it_declares(tmp_path: Path) -> None:
    page = PAGE.replace("utf-8", "iso-8859-1").replace("’", "'").replace("mayor's office", "café owners")
    (tmp_path / "bridge.htm").write_bytes(page.encode("iso-8859-1"))
    assert "café owners" in read_documents([str(tmp_path / "bridge.htm")]).articles[0]["text"]


def test_a_page_that_marks_up_no_date_gets_none(tmp_path: Path) -> None:
    page = PAGE.replace('<meta property="article:published_time" content="2024-11-20T09:30:00+00:00">', "")
    (tmp_path / "bridge.html").write_text(page.replace("Subscribe", "© 2019 Subscribe"), encoding="utf-8")
    assert read_documents([str(tmp_path / "bridge.html")]).articles[0]["published_at"] is None


def test_a_page_without_an_article_is_an_error(tmp_path: Path) -> None:
    (tmp_path / "empty.html").write_text("<html><body></body></html>", encoding="utf-8")
    with pytest.raises(InputError, match=r"empty\.html holds no article"):
        read_documents([str(tmp_path / "empty.html")])


@pytest.mark.parametrize(
    ("content", "articles"),
    [
        (b'\n {"text": "One."}\n{"text": "Two."}\n', [{"text": "One."}, {"text": "Two."}]),
        ("Ships — wait.\n".encode(), [{"id": "stdin", "text": "Ships — wait.\n"}]),
    ],
)
def test_standard_input_is_json_lines_or_text(
    content: bytes, articles: list[object], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(sys, "stdin", io.TextIOWrapper(io.BytesIO(content), encoding="utf-8"))
    assert read_documents(["-"]).articles == articles


def test_standard_input_can_be_named_once_only() -> None:
    with pytest.raises(UsageError, match="once"):
        read_documents(["-", "-"])


@pytest.mark.parametrize(
    ("name", "content", "message"),
    [
        ("a.txt", "Käse".encode("latin-1"), r"a\.txt is not UTF-8 text \(byte 1\)"),
        (
            "a.jsonl",
            b'{"text": "One."}\n{"text": ',
            r"a\.jsonl line 2 is not JSON: Expecting value at column",
        ),
        ("a.jsonl", b'{"text": "One."}\n{"text": NaN}', r"a\.jsonl line 2 is not JSON: NaN is no JSON number"),
        ("a.jsonl", b" \n", r"a\.jsonl holds no article"),
        ("a.json", b'[\n{"text" 3}]', r"a\.json is not JSON: Expecting ':' delimiter at line 2 column 9"),
        ("a.json", b'{"text": "One."}', r"a\.json is neither a list of articles nor a request"),
        ("a.json", b"[" * 100_000, r"a\.json is nested too deeply"),
    ],
)
def test_a_file_that_holds_something_else_is_an_error_naming_it(
    name: str, content: bytes, message: str, tmp_path: Path
) -> None:
    (tmp_path / name).write_bytes(content)
    with pytest.raises(InputError, match=message):
        read_documents([str(tmp_path / name)])


def test_a_file_that_cannot_be_read_is_an_error_naming_it(tmp_path: Path) -> None:
    with pytest.raises(InputError, match=r"cannot read .*absent\.txt: No such file"):
        read_documents([str(tmp_path / "absent.txt")])
    with pytest.raises(InputError, match="is a folder without files"):
        read_documents([str(tmp_path)])


def test_a_text_to_cite_for_is_read_without_its_byte_order_mark(tmp_path: Path) -> None:
    (tmp_path / "report.md").write_bytes(b"\xef\xbb\xbfShips wait.")
    assert read_text(str(tmp_path / "report.md")) == "Ships wait."


def test_what_reads_web_pages_is_installed_by_any_pip() -> None:
    # Older pips install no extra that is spelled otherwise by its package, as lxml's html_clean is.
    assert any(need.startswith("lxml-html-clean") for need in requires("chorus-summarizer") or ())


@pytest.mark.parametrize("name", ["a.json", "a.jsonl"])
def test_a_number_of_thousands_of_digits_is_named(tmp_path: Path, name: str) -> None:
    (tmp_path / name).write_text(f'{{"text": {"9" * 5_000}}}')
    with pytest.raises(InputError, match="a number with too many digits"):
        read_documents([str(tmp_path / name)])


@pytest.mark.parametrize("value", ['="1"', "", '="<"'])
def test_an_element_of_thousands_of_attributes_is_named(tmp_path: Path, value: str) -> None:
    attributes = " ".join(f"a{i}{value}" for i in range(100_000))
    (tmp_path / "page.html").write_text(f"<html><body><p {attributes}>The storm closed the bridge.</p></body></html>")
    with pytest.raises(InputError, match="more than 1000 attributes"):
        read_documents([str(tmp_path / "page.html")])


def test_a_request_takes_what_is_chosen_before_what_the_file_holds() -> None:
    documents = Documents(
        documents=(Document(article={"id": "a"}, origin="a"),), options={"mode": "extractive", "query": "bridge"}
    )
    assert documents.compose_request(mode="abstractive", query=None, min_sources=2) == {
        "mode": "abstractive",
        "query": "bridge",
        "min_sources": 2,
        "articles": [{"id": "a"}],
    }
