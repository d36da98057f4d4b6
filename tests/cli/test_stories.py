"""Streams are told apart, and stories in a folder go on."""

from __future__ import annotations

import io
import json
import sys
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from typing import Any

import pytest
from typer.testing import CliRunner, Result

from service.cli import app
from service.cli.arrivals import Notes, read_arrivals
from service.cli.story_folder import reserve_story_folder
from tests.cli import answers
from tests.cli.servers import CannedAnswer, answering


def ask(answer: dict[str, Any], *arguments: str | Path) -> tuple[Result, dict[str, Any]]:
    canned = CannedAnswer(body=json.dumps(answer).encode())
    with answering(canned) as url:
        result = CliRunner().invoke(app, ["stories", *map(str, arguments), "--url", url])
    assert canned.path == "/v1/stories"
    return result, json.loads(canned.received)


@pytest.fixture
def feed(tmp_path: Path) -> Path:
    file = tmp_path / "feed.jsonl"
    lines = [
        {"id": "n1", "text": "The harbour froze.", "publisher": "North", "published_at": "2026-03-02"},
        {"id": "n2", "text": "Ice closed the harbour.", "title": "Ice", "published_at": "2026-03-03"},
        {"id": "n3", "text": "A brewer was sold.", "published_at": "2026-03-03"},
    ]
    file.write_text("".join(f"{json.dumps(line)}\n" for line in lines), encoding="utf-8")
    return file


def test_stories_are_listed_and_strays_named(feed: Path) -> None:
    result, asked = ask(answers.stories_answer(), feed, "--window-days", "2")
    assert asked["window_days"] == 2
    assert result.output.splitlines() == [
        "1 story, 1 stray",
        "st_ice   2 articles, 2 independent, 2026-03-02 to 2026-03-03",
        "         North: The harbour froze.",
        "         n2: Ice",
        "st_beer  stray: n3: A brewer was sold.",
        "Note: south is in a language that the encoder does not know",
    ]
    result, _ = ask(answers.stories_answer(), feed, "--format", "markdown")
    assert "## st_ice: independent sources: 2\n\n- North: The harbour froze." in result.output


def test_copies_are_marked(feed: Path) -> None:
    answer = answers.stories_answer()
    answer["articles"][1]["copy_of"] = "n1"
    for form, mark in (("text", "n2: Ice, copy of North"), ("markdown", "- n2: Ice, copy of North")):
        result, _ = ask(answer, feed, "--format", form)
        assert mark in [line.strip() for line in result.stdout.splitlines()]


def test_stories_in_a_folder_go_on(feed: Path, tmp_path: Path) -> None:
    into = tmp_path / "stories"
    ask(answers.stories_answer(), feed, "--into", into)
    kept = (into / "st_ice" / "articles.jsonl").read_text(encoding="utf-8").splitlines()
    assert [json.loads(line)["id"] for line in kept] == ["n1", "n2"]
    feed.write_text('{"id": "n2", "text": "Thick ice closed it.", "published_at": "2026-03-05"}\n', encoding="utf-8")
    answer = answers.stories_answer(("st_ice", ["n2"]))
    _, asked = ask(answer, feed, "--into", into, "--window-days", "2.5")
    # n1 is three days older than all that is new.
    # A stray is not known: it may join a story.
    assert asked["known"] == [{"id": "st_ice", "articles": ["n2"]}]
    assert [(article["id"], article["text"]) for article in asked["articles"]] == [
        ("n2", "Thick ice closed it."),
        ("n3", "A brewer was sold."),
    ]
    kept = (into / "st_ice" / "articles.jsonl").read_text(encoding="utf-8").splitlines()
    assert [json.loads(line)["text"] for line in kept] == ["The harbour froze.", "Thick ice closed it."]


def test_an_article_that_comes_again_with_a_later_date_stays_in_its_story(feed: Path, tmp_path: Path) -> None:
    into = tmp_path / "stories"
    ask(answers.stories_answer(), feed, "--into", into)
    feed.write_text('{"id": "n1", "text": "Thick ice closed it.", "published_at": "2026-03-20"}\n', encoding="utf-8")
    result, asked = ask(answers.stories_answer(("st_ice", ["n1"])), feed, "--into", into)
    # The folder has another article of it, which is too old to be asked about.
    assert result.output.startswith("1 story, 0 strays")
    assert asked["known"] == [{"id": "st_ice", "articles": ["n1"]}]
    assert [article["text"] for article in asked["articles"]] == ["Thick ice closed it."]


def test_stories_that_are_kept_beside_their_feed_do_not_arrive(feed: Path) -> None:
    arguments = feed.parent, "--into", feed.parent / "stories"
    ask(answers.stories_answer(), *arguments)
    feed.write_text('{"id": "n4", "text": "A brewer.", "published_at": "2026-06-03"}\n', encoding="utf-8")
    _, asked = ask(answers.stories_answer(("st_sale", ["n4"])), *arguments)
    assert [article["id"] for article in asked["articles"]] == ["n4"]


def test_a_stray_that_joins_a_story_goes_to_its_folder(feed: Path, tmp_path: Path) -> None:
    into = tmp_path / "stories"
    ask(answers.stories_answer(), feed, "--into", into)
    feed.write_text('{"id": "n4", "text": "The brewer was sold for less."}\n', encoding="utf-8")
    ask(answers.stories_answer(("st_sale", ["n3", "n4"])), feed, "--into", into)
    assert sorted(folder.name for folder in into.iterdir()) == ["st_ice", "st_sale"]
    kept = (into / "st_sale" / "articles.jsonl").read_text(encoding="utf-8").splitlines()
    assert [json.loads(line)["id"] for line in kept] == ["n3", "n4"]


def test_a_run_that_was_killed_while_it_moved_a_stray_does_not_end_those_behind_it(feed: Path, tmp_path: Path) -> None:
    into = tmp_path / "stories"
    ask(answers.stories_answer(), feed, "--into", into)
    kept = into / "st_ice" / "articles.jsonl"
    kept.write_text(kept.read_text("utf-8") + (into / "st_beer" / "articles.jsonl").read_text("utf-8"), "utf-8")
    feed.write_text('{"id": "n4", "text": "Ice.", "published_at": "2026-03-03"}\n', encoding="utf-8")
    _, asked = ask(answers.stories_answer(("st_ice", ["n1", "n2", "n3", "n4"])), feed, "--into", into)
    assert asked["known"] == [{"id": "st_ice", "articles": ["n1", "n2", "n3"]}]
    assert [article["id"] for article in asked["articles"]] == ["n4", "n1", "n2", "n3"]


def test_what_else_is_in_the_folder_of_a_stray_stays_when_it_goes(feed: Path, tmp_path: Path) -> None:
    into = tmp_path / "stories"
    ask(answers.stories_answer(), feed, "--into", into)
    notes = into / "st_beer" / "notes.txt"
    notes.write_text("An editor's own.", encoding="utf-8")
    again = {"id": "n3", "text": "A brewer was sold, as of today.", "published_at": "2026-03-03"}
    feed.write_text(f"{json.dumps(again)}\n", encoding="utf-8")
    ask(answers.stories_answer(("st_ice", ["n1", "n2", "n3"])), feed, "--into", into)
    assert list(notes.parent.iterdir()) == [notes]
    kept = (into / "st_ice" / "articles.jsonl").read_text(encoding="utf-8").splitlines()
    assert json.loads(kept[-1]) == again


def test_articles_without_id_are_named_by_their_text(tmp_path: Path) -> None:
    file = tmp_path / "feed.jsonl"
    file.write_text('{"text": "The harbour froze."}\n', encoding="utf-8")
    _, first = ask(answers.stories_answer(), file)
    file.write_text('{"text": "Ships wait."}\n{"text": "The harbour froze."}\n', encoding="utf-8")
    _, second = ask(answers.stories_answer(), file)
    assert second["articles"][1] == first["articles"][0]
    assert second["articles"][0]["id"].startswith("art_")


def test_pages_of_one_file_name_do_not_take_each_others_place(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)
    for day in ("02", "03"):
        file = Path(day) / "index.txt"
        file.parent.mkdir()
        file.write_text(f"Ice on the {day}.", encoding="utf-8")
        ask(answers.stories_answer(("st_ice", [f"{day}/index"])), day, "--into", "into")
    kept = Path("into/st_ice/articles.jsonl").read_text(encoding="utf-8").splitlines()
    assert [json.loads(line)["id"] for line in kept] == ["02/index", "03/index"]


def test_a_name_that_is_too_long_and_standard_input_have_a_hash(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    file = tmp_path / ("a" * 100) / ("b" * 100) / "ice.txt"
    file.parent.mkdir(parents=True)
    file.write_text("Ships wait.", encoding="utf-8")
    monkeypatch.setattr(sys, "stdin", io.TextIOWrapper(io.BytesIO(b"The harbour froze.")))
    names = [article["id"] for article in read_arrivals([str(file), "-"], Notes()).articles]
    assert [len(name) for name in names] == [64, 20]
    assert names[1].startswith("art_")


def test_two_texts_that_are_the_same_have_names_of_their_own(tmp_path: Path) -> None:
    file = tmp_path / "feed.jsonl"
    file.write_text(
        '{"text": "Ships wait.", "source": "A"}\n{"text": "Ships wait.", "source": "B"}\n', encoding="utf-8"
    )
    _, asked = ask(answers.stories_answer(), file)
    first, second = (article["id"] for article in asked["articles"])
    assert second == f"{first}-2"


def test_what_cannot_be_read_or_is_refused_holds_up_no_other_article(feed: Path, tmp_path: Path) -> None:
    (tmp_path / "broken.xml").write_bytes(b"<rss><chan")
    (tmp_path / "empty.html").write_bytes(b"<html><body></body></html>")
    with feed.open("a", encoding="utf-8") as end:
        end.write('{"text": \n5\n{"id": 1, "text": "Ice."}\n{"id": "n9", "text": " "}\n')
    canned = CannedAnswer(body=json.dumps(answers.stories_answer()).encode(), refused={3: "must not be blank"})
    absent = tmp_path / "absent.jsonl"
    with answering(canned) as url:
        arguments = [feed, tmp_path / "broken.xml", tmp_path / "empty.html", absent, "--into", tmp_path / "into"]
        result = CliRunner().invoke(app, ["stories", *map(str, arguments), "--url", url])
    assert result.exit_code == 0, result.output
    assert [article["id"] for article in json.loads(canned.received)["articles"]] == ["n1", "n2", "n3"]
    assert result.stderr.splitlines() == [
        f"chorus: left out: {feed} line 4 is not JSON: Expecting value at column 10",
        f"chorus: left out: {tmp_path}/broken.xml holds no entry with a text",
        f"chorus: left out: {tmp_path}/empty.html holds no article that can be told from the rest of the page",
        f"chorus: left out: cannot read {absent}: No such file or directory",
        f"chorus: left out: {feed} line 5 is no article: it must be an object",
        f"chorus: left out: {feed} line 6 has an id that is no text: 1",
        f"chorus: left out: {feed} line 7, text: must not be blank",
    ]
    assert "st_ice" in result.stdout


def test_what_is_refused_beside_the_articles_ends_the_command(feed: Path) -> None:
    problem = {"title": "No", "errors": [{"pointer": "/articles", "detail": "3 articles; at most 2 are taken"}]}
    with answering(CannedAnswer(status=422, body=json.dumps(problem).encode())) as url:
        result = CliRunner().invoke(app, ["stories", str(feed), "--url", url])
    assert result.exit_code == 3
    assert "/articles: 3 articles; at most 2 are taken" in result.stderr


def test_of_articles_of_one_id_the_last_counts(feed: Path) -> None:
    with feed.open("a", encoding="utf-8") as end:
        end.write('{"id": "n1", "text": "Ice."}\n{"text": "Snow."}\n{"text": "Snow."}\n')
    result, asked = ask(answers.stories_answer(), feed, feed)
    assert [article["text"] for article in asked["articles"]] == [
        "Ice closed the harbour.", "A brewer was sold.", "Ice.", "Snow.",
    ]  # fmt: skip
    assert (
        result.stderr.splitlines()[0]
        == f"chorus: left out: {feed} line 1: {feed} line 4 has its id, n1, and comes later"
    )


@pytest.mark.parametrize("command", [["stories"], ["watch", "--once"]])
@pytest.mark.parametrize(
    "line", ["5", '"a video id"', '{"id": [1], "text": "Ships wait."}', '{"id": 1, "text": "Ice."}']
)
def test_what_is_no_article_is_named(tmp_path: Path, command: list[str], line: str) -> None:
    (tmp_path / "feed.jsonl").write_text(f"{line}\n", encoding="utf-8")
    result = CliRunner().invoke(app, [*command, str(tmp_path), "--url", "http://127.0.0.1:1"])
    assert result.exit_code == 1
    assert "feed.jsonl line 1" in result.output


def test_what_is_no_article_in_a_folder_of_stories_is_named(feed: Path, tmp_path: Path) -> None:
    file = tmp_path / "stories" / "st_ice" / "articles.jsonl"
    file.parent.mkdir(parents=True)
    file.write_text("5\n", encoding="utf-8")
    arguments = ["stories", str(feed), "--into", str(tmp_path / "stories"), "--url", "http://127.0.0.1:1"]
    result = CliRunner().invoke(app, arguments)
    assert result.exit_code == 1
    assert "articles.jsonl line 1" in result.output


def test_a_window_is_as_wide_as_the_service_takes_and_may_begin_before_the_calendar(feed: Path, tmp_path: Path) -> None:
    into = tmp_path / "stories"
    ask(answers.stories_answer(), feed, "--into", into)
    feed.write_text('{"id": "n0", "text": "Ice.", "published_at": "0001-01-01T00:00:00Z"}\n', encoding="utf-8")
    _, asked = ask(answers.stories_answer(("st_ice", ["n0"])), feed, "--into", into)
    assert [article["id"] for article in asked["articles"]] == ["n0"]
    assert CliRunner().invoke(app, ["stories", str(feed), "--window-days", "3651"]).exit_code == 2


def test_runs_that_add_to_one_folder_wait_for_each_other(feed: Path, tmp_path: Path) -> None:
    into = tmp_path / "stories"
    with ThreadPoolExecutor() as pool:
        with reserve_story_folder(into):
            waiting = pool.submit(
                ask, answers.stories_answer(("st_ice", ["n1", "n2", "n3", "n0"])), feed, "--into", into
            )
            with pytest.raises(TimeoutError):
                waiting.result(timeout=0.3)
            (into / "st_ice").mkdir()
            (into / "st_ice" / "articles.jsonl").write_text('{"id": "n9", "text": "Ice."}', encoding="utf-8")
        _, asked = waiting.result(timeout=30)
    # What came in the meantime is there.
    assert asked["articles"][-1]["id"] == "n9"
    assert len((into / "st_ice" / "articles.jsonl").read_text(encoding="utf-8").splitlines()) == 4


def test_who_reads_a_folder_of_stories_sees_no_drafts(
    feed: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    drafts: list[Path] = []
    replace = Path.replace

    def note(draft: Path, target: Path) -> Path:
        drafts.append(draft)
        return replace(draft, target)

    monkeypatch.setattr(Path, "replace", note)
    ask(answers.stories_answer(), feed, "--into", tmp_path / "stories")
    assert drafts
    assert all(draft.name.startswith(".") for draft in drafts)
