"""A small proxy that speaks https, for machines without nginx: it hands on what docs/operating.md asks of a proxy."""

import http.client
import ssl
import threading
import uuid
from collections.abc import Iterator
from contextlib import contextmanager
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path

from tests.e2e.processes import PATIENCE

HOP = {"connection", "keep-alive", "transfer-encoding", "date", "server", "content-length"}


@contextmanager
def reverse_proxy(port: int, site: int, certificate: Path, key: Path) -> Iterator[None]:
    """Serve what answers at the port `site` by https at `port`, while the block runs."""
    tls = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    tls.load_cert_chain(certificate, key)

    class Handler(BaseHTTPRequestHandler):
        def do_GET(self) -> None:
            body = self.rfile.read(int(self.headers.get("Content-Length", "0")))
            headers = {name: value for name, value in self.headers.items() if name.lower() not in HOP}
            headers |= {"X-Forwarded-For": self.client_address[0], "X-Request-ID": uuid.uuid4().hex}
            asking = http.client.HTTPConnection("127.0.0.1", site, timeout=PATIENCE)
            try:
                asking.request(self.command, self.path, body or None, headers)
                answer = asking.getresponse()
                status, content, said = answer.status, answer.read(), answer.getheaders()
            except (OSError, http.client.HTTPException):
                status, content, said = 502, b"", []
            finally:
                asking.close()
            self.send_response(status)
            for name, value in said:
                if name.lower() not in HOP:
                    self.send_header(name, value)
            self.send_header("Content-Length", str(len(content)))
            self.end_headers()
            self.wfile.write(content)

        do_POST = do_GET

        def log_message(self, format: str, *args: object) -> None:
            """Nothing."""

    with ThreadingHTTPServer(("127.0.0.1", port), Handler) as server:
        server.socket = tls.wrap_socket(server.socket, server_side=True)
        thread = threading.Thread(target=server.serve_forever)
        thread.start()
        try:
            yield
        finally:
            server.shutdown()
            thread.join()
