"""Traces: how long each stage of each request took, for OpenTelemetry. Nothing of what a request holds is in them."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from typing import TYPE_CHECKING, Protocol, runtime_checkable

from opentelemetry.trace import Tracer

from service.errors import TracesUnavailableError

if TYPE_CHECKING:
    from opentelemetry.sdk.trace import TracerProvider

TRACER = "chorus"
"""Of the spans of stages; the name of the service, too, unless OTEL_SERVICE_NAME gives another."""


@runtime_checkable
class FlushedTraces(Protocol):
    """Traces that must be closed, so that the last of them are sent."""

    def shutdown(self) -> None:
        """Sends what is left. Takes a while where nobody answers."""


def open_traces() -> TracerProvider:
    """What sends spans by OTLP over HTTP, in batches, to where the standard variables `OTEL_*` say.

    Raises: TracesUnavailableError if the extra `otel` is not installed.
    """
    try:
        from opentelemetry.exporter.otlp.proto.http.trace_exporter import OTLPSpanExporter  # noqa: PLC0415
        from opentelemetry.sdk.resources import OTELResourceDetector, Resource  # noqa: PLC0415
        from opentelemetry.sdk.trace import TracerProvider  # noqa: PLC0415
        from opentelemetry.sdk.trace.export import BatchSpanProcessor  # noqa: PLC0415
    except ModuleNotFoundError as error:
        raise TracesUnavailableError from error
    stated = OTELResourceDetector().detect()
    provider = TracerProvider(resource=Resource.create({"service.name": TRACER}).merge(stated))
    provider.add_span_processor(BatchSpanProcessor(OTLPSpanExporter()))
    return provider


@contextmanager
def trace_stage(tracer: Tracer, name: str) -> Iterator[None]:
    """A context that is a span `name`. Of an error it tells the type: a message may quote what a client sent."""
    with tracer.start_as_current_span(name, record_exception=False, set_status_on_exception=False) as span:
        try:
            yield
        except BaseException as error:
            span.set_attribute("error.type", type(error).__name__)
            raise
