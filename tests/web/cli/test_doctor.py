"""`cauce doctor` in words and as JSON; what it finds is in tests/engine/doctor."""

import inspect
import json
import re

import pytest

from engine.doctor import accounts, around, machine, sign_on, store, work
from tests.mailbox import Mailbox, mail_server
from tests.web.cli.conftest import Terminal
from web.texts.doctor import SUBJECTS


def test_what_must_be_mended_is_told_with_what_to_do_and_fails(terminal: Terminal) -> None:
    told = terminal.run("doctor")
    assert told.exit_code == 1 and "Traceback" not in told.output
    assert "MAL      trabajos" in told.stdout and "→" in told.stdout and "cauce serve" in told.stdout
    assert "bien     esquema" in told.stdout and "Por corregir: 1." in told.stdout


def test_everything_that_is_looked_at_has_a_name_in_words(terminal: Terminal) -> None:
    named = {
        value
        for module in (accounts, around, machine, sign_on, store, work)
        for line in re.findall(r"^([A-Z_, ]+) = ", inspect.getsource(module), re.MULTILINE)
        for value in (getattr(module, name.strip()) for name in line.split(","))
        if isinstance(value, str)
    }
    assert named >= {"clock", "mail", "disk", "seals"} and named == SUBJECTS.keys()
    told = terminal.run("doctor").stdout
    assert "reloj" in told and not any(re.search(rf"^\S+ +{each}\b", told, re.M) for each in named - {"proxy"})


def test_the_same_as_json(terminal: Terminal) -> None:
    told = terminal.run("doctor", "--json")
    assert told.exit_code == 1
    found = json.loads(told.stdout)
    assert found["ok"] is False
    assert {each["level"] for each in found["findings"]} == {"good", "warning", "wrong"}
    assert all((each["advice"] is None) == (each["level"] == "good") for each in found["findings"])


def test_a_wrong_setting_is_told_as_everywhere(terminal: Terminal, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("CAUCE_TIMEZONE", "Marte")
    assert "CAUCE_TIMEZONE" in terminal.refused("doctor")


def test_a_letter_is_sent_to_whom_one_asks_for(terminal: Terminal, monkeypatch: pytest.MonkeyPatch) -> None:
    with mail_server(Mailbox()) as box:
        monkeypatch.setenv("CAUCE_SMTP_URL", f"smtp://127.0.0.1:{box.port}")
        monkeypatch.setenv("CAUCE_MAIL_FROM", "Cauce <cauce@example.com>")
        terminal.run("doctor", "--mail", "ana@example.com")
    assert box.recipients == [["ana@example.com"]] and "Cauce" in str(box.received[0]["Subject"])
