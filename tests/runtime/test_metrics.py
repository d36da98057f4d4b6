from __future__ import annotations

from service.runtime.admission import Admission
from service.runtime.metrics import Metrics


def render(metrics: Metrics) -> str:
    content, _ = metrics.render("")
    return content.decode()


def test_metrics_count_requests_by_method_route_and_status() -> None:
    metrics = Metrics(Admission(workers=1, max_queue=0))
    for _ in range(2):
        metrics.count_request(method="POST", route="/v1/groups", status=200, seconds=0.2)
    lines = render(metrics).splitlines()
    assert 'chorus_requests_total{method="POST",route="/v1/groups",status="200"} 2.0' in lines
    assert 'chorus_request_seconds_count{route="/v1/groups"} 2.0' in lines


def test_metrics_record_stages_in_seconds() -> None:
    metrics = Metrics(Admission(workers=1, max_queue=0))
    metrics.observe_stages({"embed": 250.0})
    assert 'chorus_stage_seconds_sum{stage="embed"} 0.25' in render(metrics)


def test_metrics_record_sizes_problems_and_the_queue() -> None:
    metrics = Metrics(Admission(workers=1, max_queue=0))
    metrics.observe_size(articles=5, sentences=150)
    metrics.count_problem("queue-full")
    lines = render(metrics).splitlines()
    assert "chorus_request_articles_sum 5.0" in lines
    assert "chorus_request_sentences_sum 150.0" in lines
    assert 'chorus_problems_total{type="queue-full"} 1.0' in lines
    assert "chorus_queue_depth 0.0" in lines
    assert "chorus_running 0.0" in lines


def test_metrics_of_two_applications_do_not_mix() -> None:
    one, other = (Metrics(Admission(workers=1, max_queue=0)) for _ in range(2))
    one.count_problem("internal")
    assert 'type="internal"' in render(one)
    assert 'type="internal"' not in render(other)


def test_metrics_come_in_the_format_asked_for() -> None:
    metrics = Metrics(Admission(workers=1, max_queue=0))
    content, content_type = metrics.render("application/openmetrics-text; version=1.0.0")
    assert content_type.startswith("application/openmetrics-text")
    assert content.rstrip().endswith(b"# EOF")
