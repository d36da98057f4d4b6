"""A folder is watched: first everything is told, then what is new, whatever stops in between."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest
from typer.testing import CliRunner, Result

from service.api.sentence_responses import SentenceNews
from service.cli import app
from service.cli.news import describe_news
from service.domain import CitationRole, NewsStatus
from tests.cli import answers
from tests.cli.servers import CannedAnswer, answering


def look(folder: Path, *articles: tuple[str, str], **extra: Any) -> tuple[Result, dict[str, Any] | None]:
    """What a look prints and asks, None where it asks nothing, if the service answers with a receipt of `articles`."""
    answer = answers.summary_answer() | extra
    answer["receipt"]["articles"] = [{"id": name, "sha256": digest * 64} for name, digest in articles]
    canned = CannedAnswer(body=json.dumps(answer).encode())
    with answering(canned) as url:
        result = CliRunner().invoke(app, ["watch", str(folder), "--once", "--url", url])
    assert result.exit_code == 0, result.output
    return result, json.loads(canned.received) if canned.received else None


def test_the_first_look_tells_everything_and_the_next_what_is_new(tmp_path: Path) -> None:
    (tmp_path / "north.txt").write_text("The harbour froze.", encoding="utf-8")
    told, asked = look(tmp_path, ("north", "a"))
    assert asked == {
        "articles": [{"id": "north", "text": "The harbour froze."}],
        "length": {"unit": "words", "value": 150},
    }
    assert "Summary" in told.output
    silent, asked = look(tmp_path)
    assert (silent.output, asked) == ("", None)
    (tmp_path / "north.txt").unlink()
    (tmp_path / "south.txt").write_text("Ice closed it.", encoding="utf-8")
    _, asked = look(tmp_path, ("north", "a"), ("south", "b"))
    assert asked is not None
    # What left the folder is part of the story still.
    assert [article["id"] for article in asked["articles"]] == ["north", "south"]
    assert asked["since"] == {"articles": [{"id": "north", "sha256": "a" * 64}]}


def test_what_failed_is_told_the_next_time(tmp_path: Path) -> None:
    (tmp_path / "north.txt").write_text("The harbour froze.", encoding="utf-8")
    failing = CliRunner().invoke(app, ["watch", str(tmp_path), "--once", "--url", "http://127.0.0.1:1"])
    assert failing.exit_code == 4
    _, asked = look(tmp_path, ("north", "a"))
    assert asked is not None
    assert "since" not in asked


def test_a_file_that_is_no_state_is_refused(tmp_path: Path) -> None:
    (tmp_path / "north.txt").write_text("The harbour froze.", encoding="utf-8")
    (tmp_path / ".chorus.sqlite").write_text("This is no database, whatever its name may say." * 99, encoding="utf-8")
    result = CliRunner().invoke(app, ["watch", str(tmp_path), "--once"])
    assert result.exit_code == 1
    assert "cannot keep a story" in result.output


def test_days_are_headings(tmp_path: Path) -> None:
    (tmp_path / "north.txt").write_text("The harbour froze.", encoding="utf-8")
    timeline = [{"date": "2026-03-02", "sentences": [0], "group_ids": ["g1"], "sources": 2}]
    told, _ = look(tmp_path, ("north", "a"), timeline=timeline)
    assert "2026-03-02 (2 sources)" in told.output


def test_news_says_what_it_replaces() -> None:
    place = {
        "article_id": "north", "article_index": 0, "start": 0, "end": 9, "cited_text": "Ten died.", "score": 1.0,
        "role": CitationRole.RELATED,
    }  # fmt: skip
    news = SentenceNews.model_validate({"status": NewsStatus.UPDATED, "against": [place]})
    assert describe_news(news) == "updated, replaces: “Ten died.” (north)"
    assert describe_news(SentenceNews(status=NewsStatus.NEW, against=[])) == "new"


def test_two_texts_under_one_name_are_told_once(tmp_path: Path) -> None:
    (tmp_path / "a.jsonl").write_text('{"id": "ice", "text": "The harbour froze."}\n', encoding="utf-8")
    (tmp_path / "b.jsonl").write_text('{"id": "ice", "text": "Ice closed it."}\n', encoding="utf-8")
    _, asked = look(tmp_path, ("ice", "a"))
    assert asked is not None
    assert [article["text"] for article in asked["articles"]] == ["Ice closed it."]
    again, asked = look(tmp_path)
    assert (
        again.output
        == f"chorus: left out: {tmp_path}/a.jsonl line 1: {tmp_path}/b.jsonl line 1 has its id, ice, and comes later\n"
    )
    assert asked is None


def test_the_text_that_a_reader_knows_goes_along_where_it_was_rewritten(tmp_path: Path) -> None:
    file, other = tmp_path / "north.txt", tmp_path / "other.jsonl"
    file.write_text("Two died.", encoding="utf-8")
    other.write_text(json.dumps({"id": "north (earlier)", "text": "Ice.", "source": "Wire"}), encoding="utf-8")
    look(tmp_path, ("north", "a"), ("north (earlier)", "b"))
    file.write_text("Three died.", encoding="utf-8")
    # The same text, of which something else is said now, is no other one.
    other.write_text(json.dumps({"id": "north (earlier)", "text": "Ice.", "source": "Post"}), encoding="utf-8")
    _, asked = look(tmp_path, ("north", "c"), ("north (earlier)", "b"), ("north (earlier 2)", "a"))
    assert asked is not None
    assert asked["articles"] == [
        {"id": "north", "text": "Three died."},
        {"id": "north (earlier)", "text": "Ice.", "source": "Post"},
        {"id": "north (earlier 2)", "text": "Two died.", "source": "north"},
    ]
    assert [article["sha256"][0] for article in asked["since"]["articles"]] == ["a", "b"]
    # Told once, the earlier text is no part of the story.
    silent, asked = look(tmp_path)
    assert (silent.output, asked) == ("", None)
    (tmp_path / "south.txt").write_text("Ships wait.", encoding="utf-8")
    _, asked = look(tmp_path, ("north", "c"))
    assert asked is not None
    assert [article["id"] for article in asked["articles"]] == ["north", "north (earlier)", "south"]


def test_a_watch_goes_on_after_a_look_that_failed(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    canned = CannedAnswer(body=json.dumps(answers.summary_answer()).encode())
    pauses = iter(
        (
            lambda: None,
            lambda: (tmp_path / "north.txt").write_text("The harbour froze.", encoding="utf-8"),
            lambda: setattr(canned, "status", 200),
        )
    )

    def pause(_: float) -> None:
        if not (step := next(pauses, None)):
            raise KeyboardInterrupt
        step()

    monkeypatch.setattr("service.cli.watch.time.sleep", pause)
    canned.status = 503
    with answering(canned) as url:
        result = CliRunner().invoke(app, ["watch", str(tmp_path), "--every", "2", "--url", url])
    assert result.stderr.splitlines()[:2] == [
        f"chorus: {tmp_path} is a folder without files; looking again every 2 s",
        "chorus: the service failed (503 Service Unavailable), without a reason; looking again every 2 s",
    ]
    assert "The harbour froze." in result.stdout


def test_files_are_called_after_where_they_are_whatever_comes_beside_them(tmp_path: Path) -> None:
    for name in ("south/index.txt", "news.txt"):
        (tmp_path / name).parent.mkdir(exist_ok=True)
        (tmp_path / name).write_text(f"Ice in {name}.", encoding="utf-8")
    _, first = look(tmp_path, ("news", "a"), ("south/index", "b"))
    (tmp_path / "north").mkdir()
    (tmp_path / "north" / "index.txt").write_text("Ice in the north.", encoding="utf-8")
    _, second = look(tmp_path, ("news", "a"), ("south/index", "b"), ("north/index", "c"))
    assert first is not None
    assert second is not None
    assert [article["id"] for article in first["articles"]] == ["news", "south/index"]
    assert [article["id"] for article in second["articles"]] == ["news", "north/index", "south/index"]


def test_the_state_is_no_article_of_its_folder(tmp_path: Path) -> None:
    (tmp_path / "north.txt").write_text("The harbour froze.", encoding="utf-8")
    canned = CannedAnswer(body=json.dumps(answers.summary_answer()).encode())
    with answering(canned) as url:
        arguments = ["watch", str(tmp_path), "--once", "--state", str(tmp_path / "story.sqlite"), "--url", url]
        result = CliRunner().invoke(app, arguments)
    assert result.exit_code == 0, result.output
    assert [article["id"] for article in json.loads(canned.received)["articles"]] == ["north"]


def test_what_cannot_be_read_or_is_refused_holds_up_no_other_article(tmp_path: Path) -> None:
    (tmp_path / "a.txt").write_bytes("Käse".encode("latin-1"))
    (tmp_path / "b.txt").write_text("", encoding="utf-8")
    (tmp_path / "c.txt").write_text("The harbour froze.", encoding="utf-8")
    canned = CannedAnswer(body=json.dumps(answers.summary_answer()).encode(), refused={0: "must not be blank"})
    with answering(canned) as url:
        told = CliRunner().invoke(app, ["watch", str(tmp_path), "--once", "--url", url])
    assert told.exit_code == 0, told.output
    assert [article["id"] for article in json.loads(canned.received)["articles"]] == ["c"]
    assert f"left out: {tmp_path}/a.txt is not UTF-8 text" in told.stderr
    assert f"left out: {tmp_path}/b.txt, text: must not be blank" in told.stderr
    canned.refused, canned.received = {0: "must not be blank"}, b""
    with answering(canned) as url:
        again = CliRunner().invoke(app, ["watch", str(tmp_path), "--once", "--url", url])
    # With what is refused left out, nothing is new.
    assert (again.exit_code, again.stdout) == (0, "")
    assert len(json.loads(canned.received)["articles"]) == 2


def test_where_everything_is_refused_nothing_is_told(tmp_path: Path) -> None:
    (tmp_path / "b.txt").write_text("The harbour froze.", encoding="utf-8")
    (tmp_path / "a.txt").write_text("", encoding="utf-8")
    problem = {"title": "No", "errors": [{"pointer": "/articles/0/text", "detail": "must not be blank"}]}
    with answering(CannedAnswer(status=422, body=json.dumps(problem).encode())) as url:
        result = CliRunner().invoke(app, ["watch", str(tmp_path), "--once", "--url", url])
    assert result.exit_code == 3
    assert f"left out: {tmp_path / 'a.txt'}, text: must not be blank" in result.output
    assert f"/articles/0/text ({tmp_path / 'b.txt'}): must not be blank" in result.output
