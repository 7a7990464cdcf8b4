"""Traces as they leave the house: by OpenTelemetry's own protocol, read by its published definitions."""

import gzip
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from urllib.request import urlopen

import pytest
from opentelemetry.proto.collector.trace.v1.trace_service_pb2 import (
    ExportTraceServiceRequest,
    ExportTraceServiceResponse,
)

from tests.e2e.processes import PATIENCE, cauce
from tests.support import Company

pytestmark = pytest.mark.processes


@contextmanager
def collector(received: list[ExportTraceServiceRequest]) -> Iterator[str]:
    """What stands for a collector: takes OTLP over HTTP at the address that this gives, and answers as one does."""

    class Handler(BaseHTTPRequestHandler):
        def do_POST(self) -> None:
            body = self.rfile.read(int(self.headers["Content-Length"]))
            if self.headers.get("Content-Encoding") == "gzip":
                body = gzip.decompress(body)
            assert (self.path, self.headers["Content-Type"]) == ("/v1/traces", "application/x-protobuf")
            received.append(ExportTraceServiceRequest.FromString(body))
            answer = ExportTraceServiceResponse().SerializeToString()
            self.send_response(200)
            self.send_header("Content-Type", "application/x-protobuf")
            self.send_header("Content-Length", str(len(answer)))
            self.end_headers()
            self.wfile.write(answer)

        def log_message(self, format: str, *args: object) -> None:
            """Nothing."""

    with ThreadingHTTPServer(("127.0.0.1", 0), Handler) as server:
        thread = threading.Thread(target=server.serve_forever)
        thread.start()
        try:
            yield f"http://127.0.0.1:{server.server_address[1]}"
        finally:
            server.shutdown()
            thread.join()


def test_every_request_arrives_as_a_span_also_those_of_a_process_that_stops(sqlite_company: Company) -> None:
    received: list[ExportTraceServiceRequest] = []
    with (
        collector(received) as address,
        cauce(
            "serve",
            "--port",
            "0",
            CAUCE_DATABASE_URL=sqlite_company.database.url,
            OTEL_EXPORTER_OTLP_ENDPOINT=address,
            no_proxy="127.0.0.1",
        ) as process,
    ):
        site = process.wait_until_ready()
        for path in ("", "ayuda", "healthz"):
            urlopen(f"{site}{path}", timeout=PATIENCE).close()
        process.running.terminate()
        assert process.running.wait(PATIENCE) == 0, process.said
    spans = [
        (attribute.value.string_value, span.name)
        for request in received
        for resource in request.resource_spans
        for attribute in resource.resource.attributes
        if attribute.key == "service.name"
        for scope in resource.scope_spans
        for span in scope.spans
    ]
    asked = ["GET /", "GET /", "GET /ayuda", "GET /healthz"]  # who has not come in is sent to the entrance
    assert sorted(spans) == [("cauce", name) for name in asked]
