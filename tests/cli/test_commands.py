"""Each command sends the request that its arguments mean, prints the answer, and ends with a telling exit code."""

from __future__ import annotations

import json
import socket
from importlib.metadata import version
from pathlib import Path
from typing import Any

import pytest
from typer.testing import CliRunner, Result

from service.cli import app
from tests.cli import answers
from tests.cli.servers import CannedAnswer, answering


@pytest.fixture
def news(tmp_path: Path) -> Path:
    (tmp_path / "north.txt").write_text("The harbour froze. Ships wait.", encoding="utf-8")
    (tmp_path / "south.txt").write_text("Ice closed the harbour.", encoding="utf-8")
    return tmp_path


def run(*arguments: str | Path, **variables: str) -> Result:
    return CliRunner().invoke(app, [str(argument) for argument in arguments], env=variables)


def ask(answer: CannedAnswer, *arguments: str | Path, **variables: str) -> Result:
    with answering(answer) as url:
        return run(*arguments, "--url", url, **variables)


def canned(body: dict[str, Any]) -> CannedAnswer:
    return CannedAnswer(body=json.dumps(body).encode())


def test_summarize_asks_for_what_its_options_say(news: Path) -> None:
    answer = canned(answers.summary_answer())
    options = ("--sentences", "3", "--order", "coverage", "--query", "ice", "--min-sources", "2")
    result = ask(answer, "summarize", news / "north.txt", news / "south.txt", *options)
    assert result.exit_code == 0, result.output
    assert answer.path == "/v1/summaries"
    assert json.loads(answer.received) == {
        "articles": [
            {"id": "north", "text": "The harbour froze. Ships wait."},
            {"id": "south", "text": "Ice closed the harbour."},
        ],
        "length": {"unit": "sentences", "value": 3},
        "order": "coverage",
        "query": "ice",
        "min_sources": 2,
    }


def test_summarize_writes_the_review_page_in_one_file(news: Path) -> None:
    answer = canned(answers.summary_answer())
    result = ask(answer, "summarize", news / "north.txt", news / "south.txt", "--format", "html")
    assert result.exit_code == 0, result.output
    asked = json.loads(answer.received)
    assert (asked["offset_unit"], asked["include"]) == ("utf16", ["groups", "articles", "conflicts", "explanations"])
    assert result.output.startswith("<!doctype html>")
    carried = result.output.partition('id="reading">')[2].partition("</script>")[0]
    reading = json.loads(carried)
    assert [article["text"] for article in reading["articles"]] == [
        "The harbour froze. Ships wait.",
        "Ice closed the harbour.",
    ]
    assert reading["answer"] == answers.summary_answer()
    assert reading["options"] == {
        "length": {"unit": "words", "value": answers.summary_answer()["length"]["requested"]},
        "mode": "extractive",
        "order": "narrative",
        "query": "",
    }


def test_options_that_are_not_given_are_left_to_the_service(news: Path) -> None:
    answer = canned(answers.summary_answer())
    ask(answer, "summarize", news / "north.txt")
    assert json.loads(answer.received).keys() == {"articles"}


def test_flags_win_over_the_options_of_a_request_file(news: Path) -> None:
    request = {"articles": [{"text": "Ice."}], "min_sources": 3, "length": {"unit": "words", "value": 9}}
    (news / "request.json").write_text(json.dumps(request), encoding="utf-8")
    answer = canned(answers.summary_answer())
    ask(answer, "summarize", news / "request.json", "--fraction", "0.5")
    assert json.loads(answer.received) == {**request, "length": {"unit": "fraction", "value": 0.5}}


def test_text_is_for_people_and_json_is_the_answer_as_it_came(news: Path) -> None:
    answer = canned(answers.summary_answer())
    text = ask(answer, "summarize", news / "north.txt")
    assert "  2 report it   The harbour froze. [1][2]\n" in text.stdout
    raw = ask(answer, "summarize", news / "north.txt", "--format", "json")
    assert raw.stdout_bytes == answer.body + b"\n"
    markdown = ask(answer, "summarize", news / "north.txt", "--format", "markdown")
    assert markdown.stdout.startswith(
        "# The harbour froze.\n\n*1 article from 2 outlets*\n\n- The harbour froze.[^1][^2]"
    )


def test_groups_asks_for_groups(news: Path) -> None:
    answer = canned(answers.groups_answer())
    result = ask(answer, "groups", news / "north.txt", "--min-sources", "2")
    assert answer.path == "/v1/groups"
    assert json.loads(answer.received)["min_sources"] == 2
    assert result.stdout.startswith("1. 2 independent sources, 2 articles")


def test_cite_takes_its_text_from_the_first_file_or_from_an_option(news: Path) -> None:
    answer = canned(answers.citations_answer())
    result = ask(answer, "cite", news / "south.txt", news / "north.txt")
    assert answer.path == "/v1/citations"
    from_file = json.loads(answer.received)
    assert from_file["text"] == "Ice closed the harbour."
    assert [article["id"] for article in from_file["articles"]] == ["north"]
    assert "contradicted 0.10  Nine ships sank." in result.stdout
    ask(answer, "cite", "--text", "Ice.", news / "north.txt")
    assert json.loads(answer.received) == {"text": "Ice.", "articles": from_file["articles"]}


def test_cite_ends_with_5_where_less_is_supported_than_was_asked_for(news: Path) -> None:
    answer = canned(answers.citations_answer())
    kept = ask(answer, "cite", news / "south.txt", news / "north.txt", "--fail-under", "0.5", "--threshold", "0.7")
    assert kept.exit_code == 0
    assert json.loads(answer.received)["threshold"] == 0.7
    stopped = ask(answer, "cite", news / "south.txt", news / "north.txt", "--fail-under", "0.9")
    assert stopped.exit_code == 5
    assert "50% of the sentences are supported; at least 90% were asked for" in stopped.stderr
    assert "Nine ships sank." in stopped.stdout


def test_cite_says_of_an_answer_of_another_program_that_it_is_one(news: Path) -> None:
    result = ask(CannedAnswer(), "cite", "--text", "Ice.", news / "north.txt", "--format", "json")
    assert result.exit_code == 4
    assert "not as this version of Chorus does" in result.stderr


def test_the_key_is_read_from_the_environment(news: Path) -> None:
    answer = canned(answers.groups_answer())
    ask(answer, "groups", news / "north.txt", CHORUS_API_KEY="secret")
    assert answer.headers["authorization"] == "Bearer secret"


def test_a_refusal_ends_with_3_and_names_the_file(news: Path) -> None:
    problem = {"title": "The request breaks the contract", "detail": "/articles/0/text: must not be blank"}
    problem["errors"] = [{"pointer": "/articles/0/text", "detail": "must not be blank"}]  # type: ignore[assignment]
    answer = CannedAnswer(status=422, body=json.dumps(problem).encode())
    result = ask(answer, "groups", news / "north.txt")
    assert result.exit_code == 3
    assert result.stdout == ""
    assert result.stderr == (
        "chorus: the service refused the request (422 The request breaks the contract)\n"
        f"  /articles/0/text ({news / 'north.txt'}): must not be blank\n"
    )


def test_a_service_that_is_away_or_another_ends_with_4(news: Path) -> None:
    with socket.socket() as unused:
        unused.bind(("127.0.0.1", 0))
        away = run("groups", news / "north.txt", "--url", f"http://127.0.0.1:{unused.getsockname()[1]}")
    other = ask(CannedAnswer(body=b'{"hello": "world"}'), "groups", news / "north.txt")
    assert (away.exit_code, other.exit_code) == (4, 4)
    assert away.stderr.startswith("chorus: cannot reach http://127.0.0.1:")
    assert "not as this version of Chorus does" in other.stderr


def test_a_file_that_cannot_be_read_ends_with_1(news: Path) -> None:
    result = run("summarize", news / "absent.txt")
    assert result.exit_code == 1
    assert result.stderr == f"chorus: cannot read {news / 'absent.txt'}: No such file or directory\n"


@pytest.mark.parametrize(
    "arguments",
    [
        ("summarize",),
        ("summarize", "a.txt", "--words", "9", "--fraction", "0.5"),
        ("summarize", "a.txt", "--order", "random"),
        ("cite", "a.txt"),
        ("cite", "-", "-"),
        ("groups", "-", "-"),
        ("fly",),
    ],
)
def test_wrong_usage_ends_with_2(arguments: tuple[str, ...]) -> None:
    assert run(*arguments).exit_code == 2


def test_the_version_is_the_distributions() -> None:
    assert run("--version").stdout == f"chorus {version('chorus-summarizer')}\n"


@pytest.mark.parametrize("command", ["summarize", "serve"])
def test_a_missing_checkpoint_is_one_line_with_the_command_that_installs_it(command: str, news: Path) -> None:
    arguments = [news / "north.txt"] if command == "summarize" else ["--port", "0"]
    result = run(command, *arguments, CHORUS_MODELS_DIR=str(news / "models"), CHORUS_ENCODER="all-MiniLM-L6-v2")
    assert result.exit_code == 1
    assert result.stderr.count("\n") == 1
    assert "chorus models install all-MiniLM-L6-v2" in result.stderr


def test_a_setting_out_of_bounds_stops_the_start_and_is_named() -> None:
    result = run("serve", CHORUS_MAX_QUEUE="-1")
    assert result.exit_code == 1
    assert "CHORUS_MAX_QUEUE" in result.stderr


def test_a_port_in_use_stops_the_start_before_the_models_load() -> None:
    with socket.create_server(("127.0.0.1", 0)) as taken:
        port = taken.getsockname()[1]
        result = run("serve", "--port", str(port))
    assert result.exit_code == 1
    assert result.stderr == f"chorus: cannot listen on 127.0.0.1:{port}: Address already in use\n"
