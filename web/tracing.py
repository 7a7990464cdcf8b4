"""A span of OpenTelemetry for each request, where that is installed (`PACKAGES`) and asked for (``OTEL_*``)."""

import logging
from collections.abc import Mapping
from typing import Any

from flask import Flask, Response, g, request

from bpmn.messages import lazy_gettext
from web.request_log import facts_of

ASKED_BY = ("OTEL_EXPORTER_OTLP_ENDPOINT", "OTEL_EXPORTER_OTLP_TRACES_ENDPOINT", "OTEL_TRACES_EXPORTER")
PACKAGES = "opentelemetry-sdk opentelemetry-exporter-otlp-proto-http"
"""What is to be installed; by those names, for an index of packages may know another program called cauce."""
log = logging.getLogger("cauce.tracing")


def is_asked_for(environ: Mapping[str, str]) -> bool:
    """Whether OpenTelemetry's own variables ask for spans."""
    if environ.get("OTEL_SDK_DISABLED", "").lower() == "true" or environ.get("OTEL_TRACES_EXPORTER") == "none":
        return False
    return any(environ.get(name) for name in ASKED_BY)


def start() -> Any:
    """What makes spans in this process and sends them away; after a fork, as it has a thread. None: not installed."""
    try:
        from opentelemetry.exporter.otlp.proto.http.trace_exporter import OTLPSpanExporter
        from opentelemetry.sdk.resources import Resource
        from opentelemetry.sdk.trace import TracerProvider
        from opentelemetry.sdk.trace.export import BatchSpanProcessor
    except ImportError as error:
        log.warning(lazy_gettext("no traces leave: {reason}; install {packages}", reason=error, packages=PACKAGES))
        return None
    provider = TracerProvider(resource=Resource.create({"service.name": "cauce"}))
    provider.add_span_processor(BatchSpanProcessor(OTLPSpanExporter()))
    return provider


def trace(app: Flask, provider: Any) -> None:
    """Make a span of `provider` for each request of `app`, within the trace that its headers name."""
    from opentelemetry.propagate import extract
    from opentelemetry.trace import SpanKind, StatusCode

    tracer = provider.get_tracer("cauce")

    def begin() -> None:
        rule = "" if request.url_rule is None else request.url_rule.rule
        g.span = tracer.start_span(
            f"{request.method} {rule}".strip(),
            context=extract({name.lower(): value for name, value in request.headers}),
            kind=SpanKind.SERVER,
        )

    def end(response: Response) -> Response:
        if (span := g.pop("span", None)) is not None:
            told = facts_of(response)
            names = {"method": "http.request.method", "route": "http.route", "status": "http.response.status_code"}
            for name in ("method", "route", "status", "folio", "person"):
                if told[name] is not None:
                    span.set_attribute(names.get(name, f"cauce.{name}"), told[name])
            if response.status_code >= 500:
                span.set_status(StatusCode.ERROR)
            span.end()
        return response

    app.before_request_funcs.setdefault(None, []).insert(0, begin)
    app.after_request_funcs.setdefault(None, []).append(end)
