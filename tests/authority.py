"""A real time-stamp authority on 127.0.0.1 for the tests: openssl answers (``openssl ts -reply``), with certificates
that openssl made, on the clock of this machine.

Tests of it take the time from that clock (`Authority.now`): no option of openssl gives it another one.
"""

import subprocess
import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import UTC, datetime
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path

from cryptography.x509 import Certificate

from engine.history.timestamps import read_roots
from engine.setting_parts.sealing import TimestampAuthority

CONFIGURATION = """[tsa]
default_tsa = here
[here]
serial = serial
signer_cert = tsa.pem
signer_key = tsa.key
signer_digest = sha256
default_policy = 1.2.3.4.1
digests = sha256
"""
PURPOSE = "extendedKeyUsage = critical, timeStamping\nkeyUsage = critical, digitalSignature\n"
CURVE = ["-newkey", "ec", "-pkeyopt", "ec_paramgen_curve:P-256", "-nodes"]


@dataclass
class Authority:
    """An authority with its files in `folder`. `says` is put in the place of its answer, by what it would have answered
    and as a status of HTTP with a body; `asked` is what it was asked."""

    folder: Path
    asked: list[bytes] = field(default_factory=list)
    says: Callable[[bytes], tuple[int, bytes]] = lambda answer: (200, answer)
    port: int = 0

    @property
    def address(self) -> TimestampAuthority:
        return TimestampAuthority(f"http://127.0.0.1:{self.port}/tsr", self.roots)

    @property
    def certificates(self) -> Path:
        """The file with the certificate that vouches for it."""
        return self.folder / "ca.pem"

    @property
    def roots(self) -> tuple[Certificate, ...]:
        return read_roots(self.certificates.read_bytes())

    @staticmethod
    def now() -> datetime:
        """What its clock says."""
        return datetime.now(UTC)

    def reply(self, query: bytes) -> bytes:
        """What openssl answers to a request (DER)."""
        (self.folder / "query.tsq").write_bytes(query)
        openssl(self.folder, "ts", "-reply", "-config", "tsa.cnf", "-queryfile", "query.tsq", "-out", "answer.tsr")
        return (self.folder / "answer.tsr").read_bytes()

    def stamp(self, note: str, digest: str = "-sha256") -> bytes:
        """Its answer for a note, as openssl asks for it: without a nonce, and with the certificate."""
        (self.folder / "note.txt").write_bytes(note.encode())
        made = ["-data", "note.txt", digest, "-cert", "-no_nonce", "-out", "query.tsq"]
        openssl(self.folder, "ts", "-query", *made)
        return self.reply((self.folder / "query.tsq").read_bytes())


def openssl(folder: Path, *arguments: str) -> str:
    """Run openssl in a folder; gives what it said. Raises CalledProcessError."""
    done = subprocess.run(["openssl", *arguments], cwd=folder, check=True, capture_output=True, text=True)
    return done.stdout + done.stderr


def new_authority(folder: Path, name: str = "Autoridad") -> Authority:
    """An authority with a root of its own, which vouches for its certificate."""
    folder.mkdir()
    (folder / "tsa.cnf").write_text(CONFIGURATION, encoding="ascii")
    (folder / "purpose").write_text(PURPOSE, encoding="ascii")
    (folder / "serial").write_text("01", encoding="ascii")
    openssl(folder, "req", "-x509", *CURVE, "-keyout", "ca.key", "-out", "ca.pem", "-subj", f"/CN={name}", "-days", "9")
    openssl(folder, "req", *CURVE, "-keyout", "tsa.key", "-out", "tsa.csr", "-subj", f"/CN={name} TSA")
    signed = ["-CA", "ca.pem", "-CAkey", "ca.key", "-CAcreateserial", "-days", "9", "-extfile", "purpose"]
    openssl(folder, "x509", "-req", "-in", "tsa.csr", *signed, "-out", "tsa.pem")
    return Authority(folder)


@contextmanager
def serving(authority: Authority) -> Iterator[Authority]:
    """The authority behind HTTP, as RFC 3161 says (3.4)."""

    class Handler(BaseHTTPRequestHandler):
        def do_POST(self) -> None:
            body = self.rfile.read(int(self.headers["Content-Length"]))
            authority.asked.append(body)
            wanted = self.headers["Content-Type"] == "application/timestamp-query"
            status, answer = authority.says(authority.reply(body)) if wanted else (415, b"")
            self.send_response(status)
            self.send_header("Content-Type", "application/timestamp-reply")
            self.send_header("Content-Length", str(len(answer)))
            self.end_headers()
            self.wfile.write(answer)

        def log_message(self, format: str, *args: object) -> None:
            """Nothing."""

    server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
    authority.port = server.server_address[1]
    thread = threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.02}, daemon=True)
    thread.start()
    try:
        yield authority
    finally:
        server.shutdown()
        server.server_close()
        thread.join()
