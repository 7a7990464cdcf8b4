"""One request, to the number that was looked at, within its time."""

import datetime as dt
import socket
import ssl
import threading
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from http.client import HTTPException
from ipaddress import ip_network
from pathlib import Path

import pytest
from cryptography import x509
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.x509.oid import NameOID

from engine.webhooks.addresses import ForbiddenAddress
from engine.webhooks.posting import LONGEST_PAUSE, NoAnswer, post
from tests.receiver import Receiver, receiving
from tests.support import START

HERE = (ip_network("127.0.0.0/8"),)


def ask(to: Receiver, url: str | None = None, timeout: float = 5, trust: ssl.SSLContext | None = None) -> int:
    return post(url or to.url, b"{}", {"X-Told": "1"}, HERE, timeout=timeout, at=START, trust=trust).status


def test_what_is_posted_arrives_as_it_is_and_the_answer_is_told(receiver: Receiver) -> None:
    receiver.answers = [(429, {"Retry-After": "90"})]
    answer = post(f"{receiver.url}?de=cauce", b'{"a":1}', {"X-Told": "1"}, HERE, timeout=5, at=START)
    assert (answer.status, answer.reason, answer.pause) == (429, "Too Many Requests", dt.timedelta(seconds=90))
    (found,) = receiver.posted
    assert (found.path, found.body, found.headers["x-told"]) == ("/cauce?de=cauce", b'{"a":1}', "1")
    assert found.headers["host"] == receiver.url.split("/")[2]


@pytest.mark.parametrize("status", [301, 302, 303, 307, 308])
def test_a_redirect_is_an_answer_and_nothing_more(receiver: Receiver, status: int) -> None:
    receiver.answers = [(status, {"Location": f"{receiver.url}/otra"})]
    assert ask(receiver) == status
    assert [each.path for each in receiver.posted] == ["/cauce"]


@pytest.mark.parametrize(
    ("said", "pause"),
    [
        ("0", dt.timedelta()),
        ("99999999999999999999", LONGEST_PAUSE),
        ("-5", None),
        ("mañana".encode().decode("latin-1"), None),
        ("Mon, 02 Mar 2026 15:01:00 GMT", dt.timedelta(minutes=1)),
        ("Mon, 02 Mar 2020 15:01:00 GMT", dt.timedelta()),
        ("Mon, 02 Mar 2099 15:01:00 GMT", LONGEST_PAUSE),
    ],
)
def test_a_receiver_says_when_to_come_back(receiver: Receiver, said: str, pause: dt.timedelta | None) -> None:
    receiver.answers = [(503, {"Retry-After": said})]
    assert post(receiver.url, b"{}", {}, HERE, timeout=5, at=START).pause == pause


def test_a_receiver_that_says_nothing_is_left_when_its_time_is_over(receiver: Receiver) -> None:
    receiver.holds = threading.Event()
    with pytest.raises(OSError):
        ask(receiver, timeout=0.2)
    assert len(receiver.posted) == 1


def test_so_is_one_that_says_a_byte_now_and_then(receiver: Receiver) -> None:
    ended = threading.Event()

    def drip(write: object) -> None:
        assert callable(write)
        try:
            for each in b"HTTP/1.1 200 OK\r\n" + b"X-A: b\r\n" * 100:
                write(bytes([each]))
                if ended.wait(0.05):
                    return
        except OSError:
            pass  # it was hung up on

    receiver.says = drip
    with pytest.raises(NoAnswer, match="within"):
        ask(receiver, timeout=0.3)
    ended.set()


def test_nobody_there_is_told_as_it_is() -> None:
    with socket.create_server(("127.0.0.1", 0)) as taken:
        port = taken.getsockname()[1]
    with pytest.raises(ConnectionError):
        post(f"http://127.0.0.1:{port}/", b"", {}, HERE, timeout=5, at=START)


def test_the_number_that_was_looked_at_is_the_one_that_is_connected_to(
    receiver: Receiver, monkeypatch: pytest.MonkeyPatch
) -> None:
    port = int(receiver.url.split(":")[2].split("/")[0])
    looked_up = []

    def once(host: str, *_args: object, **_named: object) -> list[object]:
        looked_up.append(host)
        number = "127.0.0.1" if host == "n8n.interno" else host
        return [(socket.AF_INET, socket.SOCK_STREAM, 6, "", (number, port))]

    monkeypatch.setattr(socket, "getaddrinfo", once)
    assert ask(receiver, f"http://n8n.interno:{port}/cauce") == 204
    assert looked_up.count("n8n.interno") == 1
    assert receiver.posted[0].headers["host"] == f"n8n.interno:{port}"


def test_a_name_that_became_another_machine_is_not_asked(receiver: Receiver) -> None:
    with pytest.raises(ForbiddenAddress):
        post(receiver.url.replace("127.0.0.1", "localhost"), b"", {}, (), timeout=5, at=START)
    assert not receiver.posted


def certificate(folder: Path, *names: str) -> tuple[ssl.SSLContext, ssl.SSLContext]:
    """TLS for a server of these names, and who believes it."""
    key = ec.generate_private_key(ec.SECP256R1())
    name = x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, names[0])])
    now = dt.datetime.now(dt.UTC)
    made = (
        x509.CertificateBuilder()
        .subject_name(name)
        .issuer_name(name)
        .public_key(key.public_key())
        .serial_number(x509.random_serial_number())
        .not_valid_before(now - dt.timedelta(days=1))
        .not_valid_after(now + dt.timedelta(days=1))
        .add_extension(x509.SubjectAlternativeName([x509.DNSName(each) for each in names]), critical=False)
        .sign(key, hashes.SHA256())
    )
    path = folder / "server.pem"
    private = key.private_bytes(
        serialization.Encoding.PEM, serialization.PrivateFormat.PKCS8, serialization.NoEncryption()
    )
    path.write_bytes(private + made.public_bytes(serialization.Encoding.PEM))
    server = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    server.load_cert_chain(path)
    return server, ssl.create_default_context(cadata=made.public_bytes(serialization.Encoding.PEM).decode())


def test_over_https_the_name_must_be_the_one_that_the_certificate_has(tmp_path: Path) -> None:
    server, trust = certificate(tmp_path, "localhost")
    with receiving(server) as to:
        named = to.url.replace("127.0.0.1", "localhost")
        assert ask(to, named, trust=trust) == 204
        with pytest.raises(ssl.SSLError):
            ask(to, named)  # nobody vouches for it
        with pytest.raises(ssl.SSLError):
            ask(to, trust=trust)  # it is another name's
        assert len(to.posted) == 1


@pytest.mark.parametrize(
    "answer",
    [
        b"",
        b"\x00" * 100,
        b"HTTP/1.1 abc OK\r\n\r\n",
        b"HTTP/1.1 99999 OK\r\n\r\n",
        b"HTTP/9.9 200 OK\r\n\r\n",
        b"HTTP/1.1 200 " + b"x" * 70_000,
        b"HTTP/1.1 200 OK\r\n" + b"X-A: b\r\n" * 200 + b"\r\n",
        b"SSH-2.0-OpenSSH_9.6\r\n",
    ],
    ids=["nothing", "zeros", "no status", "no such status", "no such protocol", "long line", "many headers", "ssh"],
)
def test_what_is_no_answer_is_a_failure_and_not_a_fault(answer: bytes) -> None:
    with answering(answer) as url, pytest.raises((OSError, HTTPException)):
        post(url, b"{}", {}, HERE, timeout=5, at=START)


def test_one_that_says_for_ever_to_go_on_is_left_when_its_time_is_over() -> None:
    with answering(b"HTTP/1.1 100 Continue\r\n\r\n", forever=True) as url, pytest.raises(OSError):
        post(url, b"{}", {}, HERE, timeout=0.3, at=START)


def test_no_body_is_waited_for() -> None:
    with answering(b"HTTP/1.1 200 OK\r\nContent-Length: 1000000000\r\n\r\nx") as url:
        assert post(url, b"{}", {}, HERE, timeout=5, at=START).status == 200


@contextmanager
def answering(answer: bytes, *, forever: bool = False) -> Iterator[str]:
    """A server that says these bytes to who comes, whatever is asked."""
    with socket.create_server(("127.0.0.1", 0)) as server:

        def serve() -> None:
            with suppress(OSError):
                connection, _ = server.accept()
                with connection:
                    connection.recv(65_536)
                    connection.sendall(answer)
                    while forever:
                        connection.sendall(answer)

        thread = threading.Thread(target=serve)
        thread.start()
        yield f"http://127.0.0.1:{server.getsockname()[1]}/"
        thread.join()
