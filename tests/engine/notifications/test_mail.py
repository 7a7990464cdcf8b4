"""E-mail against a real server."""

import hashlib
import socket
import ssl
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from email.headerregistry import Address
from pathlib import Path

import pytest
from cryptography import x509
from cryptography.hazmat.primitives import hashes
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.hazmat.primitives.serialization import Encoding, NoEncryption, PrivateFormat
from cryptography.x509.oid import NameOID
from sqlalchemy import text

from engine.notifications import backoff
from engine.notifications.delivery import DeliveryFailed, Letter
from engine.notifications.mail import Mailer, compose
from engine.setting_parts.company import Company as Owner
from engine.setting_parts.letters import MailServer
from tests.engine.notifications.posting import Still, entry, notify, post
from tests.mailbox import Mailbox, html_of, mail_server, text_of
from tests.support import START, Company

SENDER = Address("Gestión Comercial", "cauce", "empresa.example.com")
LETTER = Letter(
    1,
    "GC-2026-0001.5.0",
    "email",
    {"to": ["a@example.com", "b@example.com"], "roles": ["x"], "subject": "Año\nnuevo", "body": "Sí:\n\n.\n¿señal? ✓"},
    START,
    1,
)


def server(box: Mailbox) -> MailServer:
    return MailServer("127.0.0.1", box.port, "none", SENDER)


def test_a_message_says_whom_it_is_from_what_it_is_and_which_it_is(box: Mailbox) -> None:
    with Mailer(server(box), "https://cauce.example.com", 5) as mailer:
        mailer.send(LETTER, START)
    (message,), (recipients,) = box.received, box.recipients
    assert recipients == ["a@example.com", "b@example.com"]
    assert {name: message[name] for name in ("From", "To", "Subject", "Message-ID", "Date", "Auto-Submitted")} == {
        "From": "Gestión Comercial <cauce@empresa.example.com>",
        "To": "a@example.com, b@example.com",
        "Subject": "Año nuevo",
        "Message-ID": "<GC-2026-0001.5.0@empresa.example.com>",
        "Date": "Mon, 02 Mar 2026 15:00:00 +0000",
        "Auto-Submitted": "auto-generated",
    }
    said = text_of(message)
    assert said == "Sí:\n\n.\n¿señal? ✓\n\n-- \nGC-2026-0001 · https://cauce.example.com/\n"


def test_a_letter_says_where_answers_go_and_to_a_client_who_wrote() -> None:
    company = Owner("Silent4business", telephone="+52 55 5555 0100")
    letter = replace(
        LETTER, payload={**LETTER.payload, "reply_to": "ana@example.com", "writer": "Ana Ruiz", "client": "0" * 16}
    )
    message = compose(letter, [], SENDER, "https://cauce.example.com", company)
    assert message["Reply-To"] == "ana@example.com"
    assert text_of(message).endswith("\n\n-- \nAna Ruiz · Silent4business · +52 55 5555 0100 · GC-2026-0001\n")
    shared = compose(letter, [], SENDER, None, replace(company, reply_to="ventas@example.com"))
    assert shared["Reply-To"] == "ventas@example.com"
    assert compose(LETTER, [], SENDER, None, company)["Reply-To"] is None


def test_a_letter_says_the_same_as_html_with_a_button_for_what_is_to_be_done() -> None:
    actions = [
        {"text": "Abrir <el> paso", "path": "/bandeja/GC-2026-0001.7"},
        {"text": "Uno", "path": "/oportunidades/GC-2026-0001", "group": "Trabajo que llega"},
        "junk",
    ]
    letter = replace(
        LETTER, payload={**LETTER.payload, "actions": actions, "body": "Uno & dos\n\nhttps://a.example/x."}
    )
    message = compose(letter, [], SENDER, "https://cauce.example.com", Owner("Silent4business"))
    said, page = text_of(message), html_of(message)
    assert "Abrir <el> paso:\nhttps://cauce.example.com/bandeja/GC-2026-0001.7\n" in said
    assert "Trabajo que llega\n\n· Uno\n  https://cauce.example.com/oportunidades/GC-2026-0001\n" in said
    assert "Silent4business" in page and "Uno &amp; dos" in page and 'href="https://a.example/x"' in page
    assert 'href="https://cauce.example.com/bandeja/GC-2026-0001.7"' in page and "Abrir &lt;el&gt; paso" in page
    assert "<h2" in page and "Trabajo que llega" in page
    assert "bandeja" not in text_of(compose(letter, [], SENDER, None))  # nobody knows where the site is


def test_a_letter_about_no_instance_shows_no_key_of_ours() -> None:
    letter = replace(LETTER, key="alarm.ledger:people.2026-03-02T15:00:00.000000Z")
    said = text_of(compose(letter, [], SENDER, "https://cauce.example.com"))
    assert said.endswith("\n\n-- \nhttps://cauce.example.com/\n")
    assert "--" not in text_of(compose(letter, [], SENDER, None))


def test_the_ledger_says_who_took_a_message_and_with_which_words(box: Mailbox) -> None:
    with Mailer(server(box), None, 5) as mailer:
        receipt = mailer.send(LETTER, START)
    assert (receipt.to, receipt.server, receipt.reply) == (
        ("a@example.com", "b@example.com"),
        f"127.0.0.1:{box.port}",
        "250 OK",
    )
    assert receipt.digest == hashlib.sha256(compose(LETTER, receipt.to, SENDER, None).as_bytes()).hexdigest()


def test_every_attempt_sends_the_same_bytes(box: Mailbox) -> None:
    for attempt in (1, 2):
        with Mailer(server(box), None, 5) as mailer:
            mailer.send(replace(LETTER, attempt=attempt), START + timedelta(hours=attempt))
    first, second = (message.as_bytes() for message in box.received)
    assert first == second


def test_a_folio_with_odd_characters_makes_a_sound_message_id(box: Mailbox) -> None:
    with Mailer(server(box), None, 5) as mailer:
        mailer.send(replace(LETTER, key="Ñ <x>@y-2026-0001.5.0"), START)
    assert box.ids == ["<%C3%91%20%3Cx%3E%40y-2026-0001.5.0@empresa.example.com>"]


def test_one_connection_serves_many_letters(box: Mailbox) -> None:
    with Mailer(server(box), None, 5) as mailer:
        for number in range(3):
            mailer.send(replace(LETTER, key=f"GC-2026-0001.{number}.0"), START)
    assert (box.connections, len(box.received)) == (1, 3)


def test_who_is_refused_is_named_and_who_has_it_is_told(box: Mailbox) -> None:
    box.rcpt = {"b@example.com": "550 no such user"}
    with Mailer(server(box), None, 5) as mailer, pytest.raises(DeliveryFailed) as caught:
        mailer.send(LETTER, START)
    error = caught.value
    assert (error.reason, error.permanent, error.reached) == (
        "b@example.com 550 no such user",
        True,
        ("a@example.com",),
    )
    with Mailer(server(box), None, 5) as mailer, pytest.raises(DeliveryFailed):
        mailer.send(replace(LETTER, payload={**LETTER.payload, "reached": ["a@example.com"]}), START)
    assert box.recipients == [["a@example.com"]]


def test_an_address_that_is_none_keeps_nobody_else_from_theirs(box: Mailbox) -> None:
    to = ["a@example.com", "no es correo", "ñ@example.com", "b@example.com\r\nBcc: c@example.com"]
    with Mailer(server(box), None, 5) as mailer, pytest.raises(DeliveryFailed) as caught:
        mailer.send(replace(LETTER, payload={**LETTER.payload, "to": to}), START)
    assert caught.value.permanent and caught.value.reached == ("a@example.com",)
    assert all(name.split("\r")[0] in caught.value.reason for name in to[1:])
    assert box.recipients == [["a@example.com"]] and box.received[0]["To"] == "a@example.com"


@pytest.mark.parametrize(
    ("answer", "permanent"), [("451 try later", False), ("554 not wanted", True), ("421 closing", False)]
)
def test_what_the_server_says_decides_whether_it_is_tried_again(box: Mailbox, answer: str, permanent: bool) -> None:
    box.data = [answer]
    with Mailer(server(box), None, 5) as mailer:
        with pytest.raises(DeliveryFailed) as caught:
            mailer.send(LETTER, START)
        assert (caught.value.reason, caught.value.permanent, caught.value.unreachable) == (answer, permanent, False)
        mailer.send(LETTER, START)  # on a new connection
    assert len(box.received) == 1


def test_a_server_that_is_not_there_says_nothing_about_the_letter() -> None:
    with socket.socket() as taken:
        taken.bind(("127.0.0.1", 0))  # bound and not listening: whoever connects is refused
        nobody = MailServer("127.0.0.1", taken.getsockname()[1], "none", SENDER)
        with Mailer(nobody, None, 5) as mailer, pytest.raises(DeliveryFailed) as caught:
            mailer.send(LETTER, START)
    assert caught.value.unreachable and not caught.value.permanent and "refused" in caught.value.reason


def test_a_server_that_hangs_is_waited_for_a_bounded_time() -> None:
    with socket.create_server(("127.0.0.1", 0)) as silent:
        hung = MailServer("127.0.0.1", silent.getsockname()[1], "none", SENDER)
        with Mailer(hung, None, 0.05) as mailer, pytest.raises(DeliveryFailed) as caught:
            mailer.send(LETTER, START)
    assert caught.value.unreachable


def test_a_company_s_notice_arrives_after_the_server_has_failed_twice(company: Company, box: Mailbox) -> None:
    folio = notify(company)
    box.data = ["451 try later", "452 disk full"]
    clock = Still(company.clock.now + timedelta(hours=1))
    for attempt in (1, 2, 3):
        with Mailer(server(box), None, 5) as mailer:
            assert post(company, clock, email=mailer) == 1
        clock.forward(backoff.wait(entry(company).key, attempt))
    (message,) = box.received
    assert box.ids == [f"<{entry(company).key}@empresa.example.com>"]
    assert (message["To"], folio in text_of(message)) == ("soc_noc@example.com", True)
    assert (entry(company).status, entry(company).attempts) == ("delivered", 3)


def test_a_person_s_bad_address_ends_as_a_dead_letter_that_names_it(company: Company, box: Mailbox) -> None:
    with company.database.transaction() as connection:
        connection.execute(text("UPDATE people SET email = 'nadie' WHERE id = 'soc_noc'"))
    notify(company)
    with Mailer(server(box), None, 5) as mailer:
        post(company, Still(company.clock.now + timedelta(hours=1)), email=mailer)
    assert (entry(company).status, box.connections) == ("dead", 0)
    assert "nadie" in str(entry(company).error)


@pytest.fixture(scope="module")
def certificate(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A certificate for localhost with its key, in one file, that nobody has signed but itself."""
    key = ec.generate_private_key(ec.SECP256R1())
    name = x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, "localhost")])
    now = datetime.now(UTC)
    signed = (
        x509.CertificateBuilder(name, name, key.public_key(), x509.random_serial_number())
        .not_valid_before(now - timedelta(hours=1))
        .not_valid_after(now + timedelta(hours=1))
        .add_extension(x509.SubjectAlternativeName([x509.DNSName("localhost")]), critical=False)
        .sign(key, hashes.SHA256())
    )
    private = key.private_bytes(Encoding.PEM, PrivateFormat.PKCS8, NoEncryption())
    both = tmp_path_factory.mktemp("tls") / "both.pem"
    both.write_bytes(signed.public_bytes(Encoding.PEM) + private)
    return both


@pytest.fixture
def tls(certificate: Path) -> ssl.SSLContext:
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    context.load_cert_chain(certificate)
    return context


@pytest.mark.parametrize("starttls", [False, True])
def test_over_tls_it_signs_in_and_sends(
    tls: ssl.SSLContext, certificate: Path, monkeypatch: pytest.MonkeyPatch, starttls: bool
) -> None:
    monkeypatch.setenv("SSL_CERT_FILE", str(certificate))
    with mail_server(Mailbox(), tls, starttls=starttls) as box:
        security = "starttls" if starttls else "tls"
        safe = MailServer("localhost", box.port, security, SENDER, "cauce", "secret")
        with Mailer(safe, None, 5) as mailer:
            mailer.send(LETTER, START)
        assert (len(box.received), [login for login, _ in box.logins]) == (1, ["cauce"])
        with (
            Mailer(replace(safe, password="guess"), None, 5) as mailer,
            pytest.raises(DeliveryFailed, match="535") as caught,
        ):
            mailer.send(LETTER, START)
        assert caught.value.unreachable and not caught.value.permanent


@pytest.mark.parametrize("starttls", [False, True])
def test_a_server_that_cannot_prove_who_it_is_gets_neither_password_nor_letter(
    tls: ssl.SSLContext, starttls: bool
) -> None:
    with mail_server(Mailbox(), tls, starttls=starttls) as box:
        security = "starttls" if starttls else "tls"
        unknown = MailServer("localhost", box.port, security, SENDER, "cauce", "secret")
        with Mailer(unknown, None, 5) as mailer, pytest.raises(DeliveryFailed, match="certificate"):
            mailer.send(LETTER, START)
        assert (box.received, box.logins) == ([], [])


def test_a_server_that_offers_no_encryption_gets_nothing_where_it_is_required(box: Mailbox) -> None:
    stripped = MailServer("127.0.0.1", box.port, "starttls", SENDER, "cauce", "secret")
    with Mailer(stripped, None, 5) as mailer, pytest.raises(DeliveryFailed):
        mailer.send(LETTER, START)
    assert (box.received, box.logins) == ([], [])
