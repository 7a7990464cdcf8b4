"""The worker and the outbox from a terminal."""

from typing import Any

import pytest
from sqlalchemy import text

from engine.db import Database
from engine.history.channels import SITE
from tests.mailbox import Mailbox
from tests.web.cli.conftest import Terminal


def write_a_message(terminal: Terminal) -> dict[str, Any]:
    """Bring an opportunity to where it has a message to send; gives the only row of the outbox."""
    folio = terminal.json("start", "gestion_comercial", "--as", "comercial")["folio"]
    for values in ("{}", '{"tipo_requerimiento": "servicio", "areas": ["soc_noc"]}'):
        (task,) = terminal.json("tasks", "--folio", folio)
        terminal.json("complete", task["id"], "--as", task["candidates"][0], "--fill", "--data", values)
    (entry,) = terminal.json("outbox")
    found: dict[str, Any] = entry
    return found


@pytest.fixture
def key(terminal: Terminal) -> str:
    """There is a message to send; its key."""
    return str(write_a_message(terminal)["key"])


def sending(box: Mailbox, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("CAUCE_SMTP_URL", f"smtp://127.0.0.1:{box.port}")
    monkeypatch.setenv("CAUCE_MAIL_FROM", "Cauce <cauce@example.com>")


def test_without_a_mail_server_the_outbox_says_what_is_missing(terminal: Terminal, key: str) -> None:
    assert terminal.json("worker", "--once")["deliver_outbox"] == 0
    (entry,) = terminal.json("outbox")
    assert (entry["kind"], entry["status"], entry["to"]) == ("email", "pending", ["soc_noc@example.com"])
    assert "CAUCE_SMTP_URL" in entry["why"] and "CAUCE_MAIL_FROM" in entry["why"]
    shown = terminal.run("outbox").stdout
    assert key in shown and "CAUCE_SMTP_URL" in shown


def test_the_worker_delivers_what_waits(
    terminal: Terminal, key: str, box: Mailbox, monkeypatch: pytest.MonkeyPatch
) -> None:
    sending(box, monkeypatch)
    assert terminal.json("outbox")[0]["error"] is None
    assert terminal.json("worker", "--once")["deliver_outbox"] == 1
    assert box.ids == [f"<{key}@example.com>"]
    assert terminal.json("outbox") == []
    (entry,) = terminal.json("outbox", "--all")
    assert (entry["status"], entry["next_attempt_at"], entry["attempts"]) == ("delivered", None, 1)


def test_what_did_not_arrive_says_why_and_a_person_tries_it_again(
    terminal: Terminal, key: str, box: Mailbox, monkeypatch: pytest.MonkeyPatch
) -> None:
    sending(box, monkeypatch)
    box.data = ["554 not wanted here", "451 try later"]
    terminal.json("worker", "--once")
    (entry,) = terminal.json("outbox")
    assert (entry["status"], entry["error"]) == ("dead", "554 not wanted here")
    assert "554 not wanted here" in entry["why"]
    for _ in range(2):
        assert terminal.json("outbox", "retry", key, "--key", "k") == {"retried": [key], "for_nobody": []}
    terminal.json("worker", "--once")
    assert terminal.json("outbox", "retry", key, "--key", "k")["retried"] == [key]  # and it is not tried a third time
    (entry,) = terminal.json("outbox")
    assert (entry["status"], entry["attempts"]) == ("pending", 1) and "451 try later" in entry["why"]
    terminal.json("outbox", "retry", key)
    terminal.json("worker", "--once")
    assert terminal.json("outbox") == [] and len(box.received) == 1
    assert key in terminal.refused("outbox", "retry", key)


def test_every_dead_letter_can_be_tried_again_at_once(
    terminal: Terminal, key: str, box: Mailbox, monkeypatch: pytest.MonkeyPatch
) -> None:
    sending(box, monkeypatch)
    box.data = ["554 not wanted here"]
    terminal.json("worker", "--once")
    assert terminal.json("outbox", "retry", "--dead") == {"retried": [key], "for_nobody": []}
    assert terminal.json("outbox", "retry", "--dead") == {"retried": [], "for_nobody": []}


def test_a_message_for_nobody_says_which_role_lacks_an_address(terminal: Terminal) -> None:
    database = Database(terminal.url, SITE)
    with database.transaction() as connection:
        connection.execute(text("UPDATE people SET email = NULL"))
    database.close()
    entry = write_a_message(terminal)
    assert entry["status"] == "dead" and "soc_noc" in entry["why"]
    assert "soc_noc" in terminal.refused("outbox", "retry", entry["key"])
    assert entry["key"] in terminal.run("outbox", "retry", "--dead").stdout


def test_a_key_that_is_none_and_no_key_at_all_are_refused(terminal: Terminal, key: str) -> None:
    assert "GC-1" in terminal.refused("outbox", "retry", "GC-1")
    assert terminal.run("outbox", "retry").exit_code == 2
    assert terminal.run("outbox", "retry", key, "--dead").exit_code == 2


def test_events_are_written_to_be_handed_off_where_a_webhook_is_set(
    terminal: Terminal, monkeypatch: pytest.MonkeyPatch
) -> None:
    secret = "whsec_MDEyMzQ1Njc4OTAxMjM0NTY3ODkwMTIz"
    monkeypatch.setenv("CAUCE_WEBHOOK_URL", "http://127.0.0.1:9/crm")
    monkeypatch.setenv("CAUCE_WEBHOOK_SECRET", secret)
    terminal.json("start", "gestion_comercial", "--as", "comercial")
    (entry,) = terminal.json("outbox")
    assert (entry["kind"], entry["about"], entry["status"]) == ("webhook", "instance_started", "pending")
    monkeypatch.delenv("CAUCE_WEBHOOK_URL")
    monkeypatch.delenv("CAUCE_WEBHOOK_SECRET")
    assert "CAUCE_WEBHOOK_URL" in terminal.json("outbox")[0]["why"]
