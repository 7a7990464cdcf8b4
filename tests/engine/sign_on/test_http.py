"""A provider behind https: whose certificates count, and what is said of others."""

import json
import ssl
import threading
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from datetime import UTC, datetime
from http.server import BaseHTTPRequestHandler, HTTPServer
from pathlib import Path
from time import monotonic

import pytest

from engine.setting_parts.sign_on import SignOn
from engine.sign_on import http
from engine.sign_on.errors import ProviderUnreachable
from engine.sign_on.provider import Provider
from tests.authority import CURVE, openssl
from web.reasons import in_words

NOW = datetime(2026, 11, 30, 12, 0, tzinfo=UTC)


def certified(folder: Path, name: str) -> None:
    """An authority, and a certificate of it for a name."""
    folder.mkdir(exist_ok=True)
    (folder / "names").write_text(f"subjectAltName = DNS:{name}\n", encoding="ascii")
    openssl(folder, "req", "-x509", *CURVE, "-keyout", "ca.key", "-out", "ca.pem", "-subj", "/CN=Empresa", "-days", "9")
    openssl(folder, "req", *CURVE, "-keyout", "id.key", "-out", "id.csr", "-subj", f"/CN={name}")
    signed = ["-CA", "ca.pem", "-CAkey", "ca.key", "-CAcreateserial", "-days", "9", "-extfile", "names"]
    openssl(folder, "x509", "-req", "-in", "id.csr", *signed, "-out", "id.pem")


@contextmanager
def serving(folder: Path) -> Iterator[str]:
    """Metadata behind that certificate; gives the issuer."""

    class Handler(BaseHTTPRequestHandler):
        def do_GET(self) -> None:
            names = {"issuer": issuer, "jwks_uri": f"{issuer}/keys"}
            names |= {f"{each}_endpoint": f"{issuer}/{each}" for each in ("authorization", "token")}
            body = json.dumps(names).encode()
            self.send_response(200)
            self.send_header("Content-Length", str(len(body)))
            self.end_headers()
            self.wfile.write(body)

        def log_message(self, format: str, *args: object) -> None:
            """Nothing."""

    class Quiet(HTTPServer):
        def handle_error(self, request: object, client_address: object) -> None:
            """Whoever does not trust it hangs up."""

    server = Quiet(("127.0.0.1", 0), Handler)
    issuer = f"https://localhost:{server.server_address[1]}"
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    context.load_cert_chain(folder / "id.pem", folder / "id.key")
    server.socket = context.wrap_socket(server.socket, server_side=True)
    thread = threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.02})
    thread.start()
    try:
        yield issuer
    finally:
        server.shutdown()
        server.server_close()
        thread.join()


def asked(issuer: str) -> str:
    """Why it is not reached; nothing where it is."""
    try:
        Provider(SignOn(issuer, "cauce", "secret"), "https://cauce.empresa.mx").metadata(NOW)
    except ProviderUnreachable as error:
        return str(in_words(str(error.details["reason"])))
    return ""


@pytest.mark.processes
def test_the_authorities_that_this_machine_trusts_count_and_no_others(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    certified(tmp_path / "ours", "localhost")
    with serving(tmp_path / "ours") as issuer:
        assert asked(issuer) == "this machine trusts no authority that vouches for its certificate"
        monkeypatch.setenv("SSL_CERT_FILE", str(tmp_path / "ours" / "ca.pem"))
        assert asked(issuer) == ""
        assert asked(issuer.replace("https:", "http:")) != ""
    certified(tmp_path / "ours", "otro.empresa.mx")
    with serving(tmp_path / "ours") as issuer:
        assert asked(issuer) == "its certificate is for another name"


def test_one_that_speaks_no_https_is_told(provider: object) -> None:
    issuer: str = provider.issuer  # type: ignore[attr-defined]
    assert asked(issuer.replace("http:", "https:")) == "nobody speaks https there"


def test_who_finds_enough_others_waiting_is_told_so_at_once(monkeypatch: pytest.MonkeyPatch) -> None:
    most, over = http.AT_ONCE + http.WAITING, threading.Event()
    monkeypatch.setattr(http, "_turns", threading.BoundedSemaphore(http.AT_ONCE))
    monkeypatch.setattr(http, "_callers", threading.BoundedSemaphore(most))
    monkeypatch.setattr(http, "TURN", 10.0)
    with ThreadPoolExecutor(most) as pool:
        others = [pool.submit(http.bounded, "https://id", over.wait) for _ in range(most)]
        while http._callers._value:  # type: ignore[attr-defined]
            pass
        began = monotonic()
        with pytest.raises(ProviderUnreachable):
            http.bounded("https://id", over.wait)
        assert monotonic() - began < 1.0
        over.set()
        assert all(each.result() for each in others)
    assert http.bounded("https://id", lambda: 7) == 7
