"""Spans of OpenTelemetry, where they are asked for."""

import pytest
from opentelemetry.sdk.trace import TracerProvider
from opentelemetry.sdk.trace.export import SimpleSpanProcessor
from opentelemetry.sdk.trace.export.in_memory_span_exporter import InMemorySpanExporter

from tests.support import Company
from tests.web.conftest import Visitor, site_of
from web.tracing import PACKAGES, is_asked_for, start, trace

TRACE = "0af7651916cd43dd8448eb211c80319c"


def test_a_request_is_a_span_within_the_trace_of_whoever_asks(company: Company) -> None:
    spans, provider, app = InMemorySpanExporter(), TracerProvider(), site_of(company)
    provider.add_span_processor(SimpleSpanProcessor(spans))
    trace(app, provider)
    folio = company.start()
    person = Visitor(app.test_client()).post("/entrar", {"person": "comercial"})
    spans.clear()
    person.get(f"/oportunidades/{folio}", headers={"traceparent": f"00-{TRACE}-b7ad6b7169203331-01"})
    (span,) = spans.get_finished_spans()
    assert span.name == "GET /oportunidades/<folio>"
    assert span.context is not None and format(span.context.trace_id, "032x") == TRACE
    assert dict(span.attributes or {}) == {
        "http.request.method": "GET",
        "http.route": "/oportunidades/<folio>",
        "http.response.status_code": 200,
        "cauce.folio": folio,
        "cauce.person": "comercial",
    }
    provider.shutdown()


@pytest.mark.parametrize(
    ("environ", "asked"),
    [
        ({}, False),
        ({"OTEL_EXPORTER_OTLP_ENDPOINT": "http://127.0.0.1:4318"}, True),
        ({"OTEL_EXPORTER_OTLP_TRACES_ENDPOINT": "http://127.0.0.1:4318"}, True),
        ({"OTEL_TRACES_EXPORTER": "otlp"}, True),
        ({"OTEL_TRACES_EXPORTER": "none", "OTEL_EXPORTER_OTLP_ENDPOINT": "http://127.0.0.1:4318"}, False),
        ({"OTEL_SDK_DISABLED": "true", "OTEL_EXPORTER_OTLP_ENDPOINT": "http://127.0.0.1:4318"}, False),
    ],
)
def test_they_are_made_where_the_standard_variables_ask_for_them(environ: dict[str, str], asked: bool) -> None:
    assert is_asked_for(environ) is asked


def test_where_the_exporter_is_not_installed_the_log_says_so(
    caplog: pytest.LogCaptureFixture, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setitem(__import__("sys").modules, "opentelemetry.exporter.otlp.proto.http.trace_exporter", None)
    assert start() is None
    assert PACKAGES in str(caplog.records[0].msg)
