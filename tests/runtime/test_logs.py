from __future__ import annotations

import io
import json
import logging
import sys

import pytest

from service.runtime.logs import JsonFormatter, configure_logging


def make_record(message: str, **attributes: object) -> logging.LogRecord:
    return logging.makeLogRecord({"msg": message, "levelname": "INFO", "name": "chorus.access", **attributes})


def test_log_line_is_one_json_object_with_its_fields() -> None:
    line = JsonFormatter().format(make_record("request", fields={"status": 200, "route": "/v1/groups"}))
    assert "\n" not in line
    entry = json.loads(line)
    assert (entry["message"], entry["level"], entry["status"]) == ("request", "info", 200)


def test_log_line_of_an_error_has_its_type_and_frames_but_not_its_message() -> None:
    with pytest.raises(ValueError, match="what the article said") as caught:
        int("what the article said")
    record = make_record("a request failed", exc_info=(caught.type, caught.value, caught.tb))
    line = JsonFormatter().format(record)
    entry = json.loads(line)
    assert entry["error"] == "ValueError"
    assert "test_logs.py" in entry["frames"][-1]
    assert "what the article said" not in line


@pytest.fixture
def logger() -> logging.Logger:
    """That of `chorus`; as little as in a new process is configured."""
    for name in ("chorus", "uvicorn", "uvicorn.error"):
        logging.getLogger(name).handlers.clear()
    return logging.getLogger("chorus")


def test_configuring_twice_adds_one_handler(logger: logging.Logger) -> None:
    configure_logging("warning")
    configure_logging("debug")
    assert len(logger.handlers) == 1
    assert logger.level == logging.DEBUG


def test_lines_go_to_what_stderr_is_by_then(
    logger: logging.Logger, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    with monkeypatch.context() as replaced, io.StringIO() as closed_soon:
        replaced.setattr(sys, "stderr", closed_soon)
        configure_logging("info")
    logger.info("request")
    assert json.loads(capsys.readouterr().err)["message"] == "request"


@pytest.mark.usefixtures("logger")
@pytest.mark.parametrize("own", [logging.NOTSET, logging.INFO], ids=["as imported", "after uvicorn's configuration"])
def test_lines_of_the_web_server_are_json_too(capsys: pytest.CaptureFixture[str], own: int) -> None:
    logging.getLogger("uvicorn.error").setLevel(own)
    configure_logging("info")
    logging.getLogger("uvicorn.error").warning("Invalid HTTP request received.")
    logging.getLogger("uvicorn.error").info("Started server process")
    (line,) = capsys.readouterr().err.splitlines()
    entry = json.loads(line)
    assert (entry["logger"], entry["level"]) == ("uvicorn.error", "warning")
    assert entry["message"] == "Invalid HTTP request received."
