from __future__ import annotations

import contextlib
import json
import logging
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest
from opentelemetry.sdk.trace import ReadableSpan, TracerProvider
from opentelemetry.sdk.trace.export import SimpleSpanProcessor
from opentelemetry.sdk.trace.export.in_memory_span_exporter import InMemorySpanExporter
from starlette.testclient import TestClient

from service.app import create_app
from service.ports import Models, SentenceEncoder
from service.runtime.deadline import RequestClock
from service.runtime.logs import JsonFormatter
from service.runtime.tracing import open_traces
from tests.api.clients import BRIDGE, make_articles, make_settings
from tests.api.keys import write_keys
from tests.cli.servers import CannedAnswer, answering
from tests.doubles import BrokenEncoder, HashingEncoder

PARENT = "00-0af7651916cd43dd8448eb211c80319c-b7ad6b7169203331-01"


class Recorder:
    """Traces that are kept in memory."""

    def __init__(self) -> None:
        self._exporter = InMemorySpanExporter()
        self.provider = TracerProvider()
        self.provider.add_span_processor(SimpleSpanProcessor(self._exporter))

    @property
    def spans(self) -> dict[str, ReadableSpan]:
        return {span.name: span for span in self._exporter.get_finished_spans()}

    @property
    def everything(self) -> str:
        return "".join(span.to_json() for span in self._exporter.get_finished_spans())


def ask(recorder: Recorder, encoder: SentenceEncoder | None = None, **settings: Any) -> int:
    """The status of one request that belongs to a trace, and one probe."""
    app = create_app(
        make_settings(**settings), models=Models(encoder=encoder or HashingEncoder()), traces=recorder.provider
    )
    headers = {"traceparent": PARENT, "x-request-id": "r1", "x-api-key": "k"}
    with TestClient(app, raise_server_exceptions=False) as client:
        if isinstance(encoder, BrokenEncoder):
            encoder.broken = True
        client.get("/healthz")
        return client.post("/v1/groups", json={"articles": make_articles()}, headers=headers).status_code


def test_a_request_is_a_trace_of_its_stages(tmp_path: Path) -> None:
    recorder = Recorder()
    keys = write_keys(tmp_path / "keys.toml", {"name": "newsroom", "keys": ["k"]})
    assert ask(recorder, keys_file=keys) == 200
    request = recorder.spans["POST /v1/groups"]
    assert request.parent is not None
    assert f"{request.parent.trace_id:032x}" == PARENT.split("-")[1]
    assert request.attributes is not None
    assert request.attributes["chorus.request_id"] == "r1"
    assert request.attributes["chorus.key"] == "newsroom"
    stages = set(recorder.spans) - {"POST /v1/groups"}
    assert {"receive", "queue", "parse", "segment", "embed", "group", "render", "serialize"} <= stages
    for stage in stages:
        parent = recorder.spans[stage].parent
        assert parent is not None
        assert parent.trace_id == request.parent.trace_id
    assert recorder.spans["embed"].parent == request.context
    assert "/healthz" not in recorder.everything
    assert not any(word in recorder.everything for word in BRIDGE.split() if len(word) > 5)


def test_a_stage_that_fails_tells_the_type_of_the_error_and_not_its_words() -> None:
    recorder = Recorder()
    assert ask(recorder, BrokenEncoder()) == 500
    attributes = recorder.spans["embed"].attributes
    assert attributes is not None
    assert attributes["error.type"] == "RuntimeError"
    assert "secret" not in recorder.everything


def test_log_lines_name_the_request_and_its_trace(caplog: pytest.LogCaptureFixture) -> None:
    recorder = Recorder()
    lines: list[dict[str, Any]] = []

    class Talkative(HashingEncoder):
        def encode(self, texts: Any) -> Any:
            record = logging.makeLogRecord({"name": "chorus.models", "levelname": "INFO", "msg": "reading"})
            lines.append(json.loads(JsonFormatter().format(record)))
            return super().encode(texts)

    assert ask(recorder, Talkative()) == 200
    assert lines
    embed = recorder.spans["embed"].context
    assert embed is not None
    for line in lines:
        assert line["request_id"] == "r1"
        assert line["trace_id"] == PARENT.split("-")[1]
    assert f"{embed.span_id:016x}" in {line["span_id"] for line in lines}
    outside = json.loads(JsonFormatter().format(logging.makeLogRecord({"levelname": "INFO"})))
    assert not {"request_id", "trace_id", "span_id"} & outside.keys()


def test_stages_inside_stages_are_spans_inside_spans() -> None:
    recorder = Recorder()
    clock = RequestClock(limit_seconds=60, tracer=recorder.provider.get_tracer("test"))
    with clock.stage("verify"), clock.stage("entail"):
        pass
    assert recorder.spans["entail"].parent == recorder.spans["verify"].context


def test_spans_are_sent_to_where_the_standard_variable_says(monkeypatch: pytest.MonkeyPatch) -> None:
    answer = CannedAnswer(content_type="application/x-protobuf", body=b"")
    with answering(answer) as url:
        monkeypatch.setenv("OTEL_EXPORTER_OTLP_ENDPOINT", url)
        traces = open_traces()
        with traces.get_tracer("test").start_as_current_span("embed"):
            pass
        traces.shutdown()
    assert answer.path == "/v1/traces"
    assert b"embed" in answer.received
    assert b"service.name" in answer.received
    assert b"chorus" in answer.received


@pytest.mark.slow
def test_traces_without_the_extra_stop_the_start_and_say_what_to_install() -> None:
    code = "import sys; sys.modules['opentelemetry.sdk'] = None; sys.argv = ['chorus', 'serve', '--port', '0']; "
    code += "from service.cli import main; main()"
    run = subprocess.run(
        [sys.executable, "-c", code], check=False, capture_output=True, text=True, env={"CHORUS_TRACES": "otlp"}
    )
    assert run.returncode == 1
    assert run.stderr == "chorus: CHORUS_TRACES=otlp needs the extra otel: pip install 'chorus-summarizer[otel]'\n"


def test_nothing_is_traced_unless_it_is_asked_for() -> None:
    app = create_app(make_settings(), models=Models(encoder=HashingEncoder()))
    with contextlib.closing(TestClient(app)) as client:
        assert client.get("/healthz").status_code == 200
    assert not app.state.services.tracer.start_span("embed").is_recording()
