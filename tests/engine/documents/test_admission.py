"""What is not taken as a file: nothing, what its name does not say, what a scanner finds something in."""

import io
import socket
import socketserver
import struct
import threading
import zipfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest

from engine.documents.admission import FileEmpty, FileInfected, FileNotAsNamed, admit
from engine.documents.scanning import NotScanned, answers
from engine.setting_parts.scanning import Clamd

EICAR = rb"X5O!P%@AP[4\PZX54(P^)7CC)7}$" + b"EICAR-STANDARD-ANTIVIRUS-TEST-FILE!$H+H*"
PDF = b"%PDF-1.7\n%%EOF"
COMPOUND = bytes.fromhex("d0cf11e0a1b11ae1") + bytes(600)
PROGRAM = b"MZ\x90\x00" + bytes(100)


def office(folder: str) -> bytes:
    made = io.BytesIO()
    with zipfile.ZipFile(made, "w") as archive:
        archive.writestr("[Content_Types].xml", "<Types/>")
        archive.writestr(f"{folder}document.xml", "<x/>")
    return made.getvalue()


@pytest.mark.parametrize(
    ("name", "content"),
    [
        ("rfp.pdf", PDF),
        ("RFP.PDF", PDF),
        ("plan.docx", office("word/")),
        ("costos.xlsx", office("xl/")),
        ("junta.pptx", office("ppt/")),
        ("con clave.docx", COMPOUND),
        ("viejo.doc", COMPOUND),
        ("viejo.xls", COMPOUND),
        ("correo.msg", COMPOUND),
        ("carta.doc", rb"{\rtf1\ansi hola}"),
        ("foto.jpg", bytes.fromhex("ffd8ffe000104a46494600010100")),
        ("foto.jpeg", bytes.fromhex("ffd8ffe100104578696600")),
        ("foto.png", b"\x89PNG\r\n\x1a\n" + bytes(20)),
        ("todo.zip", office("x/")),
        ("correo.eml", b"From: a@b\nTo: c@d\n\nHola"),
        ("notas.txt", "Reunión".encode()),
        ("unicode.csv", "a,b".encode("utf-16")),
        ("plano.dwg", b"AC1032" + bytes(40)),
        ("sin sufijo", b"lo que sea"),
        ("firma.exe", PROGRAM),
    ],
)
def test_what_is_what_its_name_says_is_taken(name: str, content: bytes) -> None:
    admit(name, content, None)


@pytest.mark.parametrize(
    ("name", "content"),
    [
        ("rfp.pdf", b"hola"),
        ("rfp.pdf", PROGRAM),
        ("rfp.pdf", office("word/")),
        ("plan.docx", PDF),
        ("plan.docx", office("xl/")),
        ("plan.docx", b"PK\x03\x04roto"),
        ("viejo.doc", PDF),
        ("viejo.xls", b"<html>"),
        ("foto.png", b"\xff\xd8\xff\xe0"),
        ("foto.jpg", b"GIF89a"),
        ("todo.zip", PDF),
        ("notas.txt", b"a\0b"),
        ("correo.eml", PROGRAM),
        ("plano.dwg", PROGRAM),
        ("sin sufijo", PROGRAM),
    ],
)
def test_what_is_not_is_refused_by_name(name: str, content: bytes) -> None:
    with pytest.raises(FileNotAsNamed) as caught:
        admit(name, content, None)
    assert caught.value.details["name"] == name


@pytest.mark.parametrize("name", ["rfp.pdf", "notas.txt", "x"])
def test_what_is_empty_is_refused(name: str) -> None:
    with pytest.raises(FileEmpty):
        admit(name, b"", None)


class Scanner(socketserver.StreamRequestHandler):
    """Speaks clamd's protocol: finds the test file of EICAR, takes no more than a megabyte."""

    def handle(self) -> None:
        command = self._word()
        if command == b"zPING":
            self.wfile.write(b"PONG\0")
        elif command == b"zINSTREAM":
            self._scan()
        else:
            self.wfile.write(b"UNKNOWN COMMAND\0")

    def _scan(self) -> None:
        content = b""
        while length := struct.unpack("!L", self.rfile.read(4))[0]:
            content += self.rfile.read(length)
            if len(content) > 1024**2:
                self.wfile.write(b"INSTREAM size limit exceeded. ERROR\0")
                return
        self.wfile.write(b"stream: Eicar-Test-Signature FOUND\0" if EICAR in content else b"stream: OK\0")

    def _word(self) -> bytes:
        said = b""
        while (one := self.rfile.read(1)) not in (b"\0", b""):
            said += one
        return said


@contextmanager
def serving(server: socketserver.BaseServer) -> Iterator[None]:
    thread = threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.01})
    thread.start()
    try:
        yield
    finally:
        server.shutdown()
        thread.join()
        server.server_close()


class OnNetwork(socketserver.ThreadingTCPServer):
    daemon_threads = True
    allow_reuse_address = True


class OnSocket(socketserver.ThreadingUnixStreamServer):
    daemon_threads = True


@pytest.fixture(params=["tcp", "unix"])
def scanner(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[Clamd]:
    if request.param == "tcp":
        server = OnNetwork(("127.0.0.1", 0), Scanner)
        with serving(server):
            yield Clamd("127.0.0.1", server.server_address[1])
        return
    path = str(tmp_path / "c")
    with serving(OnSocket(path, Scanner)):
        yield Clamd(path=path)


def test_what_is_infected_is_refused_with_what_was_found(scanner: Clamd) -> None:
    with pytest.raises(FileInfected) as caught:
        admit("rfp.pdf", PDF + EICAR, scanner)
    assert caught.value.details == {"name": "rfp.pdf", "found": "Eicar-Test-Signature"}


def test_what_is_not_is_taken(scanner: Clamd) -> None:
    admit("rfp.pdf", PDF + bytes(300_000), scanner)
    answers(scanner)


def test_what_the_scanner_does_not_look_through_is_not_taken(scanner: Clamd) -> None:
    with pytest.raises(NotScanned) as caught:
        admit("grande.pdf", PDF + bytes(3 * 1024**2), scanner)
    assert "size limit" in str(caught.value.details["reason"])


def test_nothing_is_taken_while_the_scanner_is_away(tmp_path: Path) -> None:
    with socket.socket() as lent:
        lent.bind(("127.0.0.1", 0))
        port = lent.getsockname()[1]
    for away in (Clamd("127.0.0.1", port), Clamd(path=str(tmp_path / "nadie"))):
        with pytest.raises(NotScanned):
            admit("rfp.pdf", PDF, away)
        with pytest.raises(NotScanned):
            answers(away)
