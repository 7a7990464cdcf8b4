"""Webhooks from a terminal."""

import pytest

from tests.web.cli.conftest import Terminal
from tests.web.cli.keyed import twice

URL = "https://n8n.example.com/webhook/clave"
ME = ("--as", "administrador")


def made(terminal: Terminal, name: str = "n8n", *more: str) -> str:
    secret: str = terminal.json("webhook", "add", name, URL, *more, *ME)["secret"]
    return secret


def test_one_is_made_and_its_secret_written_once(terminal: Terminal) -> None:
    assert made(terminal).startswith("whsec_")
    (found,) = terminal.json("webhook", "list")
    assert (found["name"], found["server"], found["status"], found["up_to_date"]) == (
        "n8n",
        "https://n8n.example.com",
        "active",
        True,
    )
    assert "instance_started" in found["types"] and found["process"] is None and "clave" not in str(found)
    listed = terminal.run("webhook").stdout
    assert "n8n" in listed and "Se le ha avisado todo." in listed and "whsec_" not in listed and "clave" not in listed


def test_it_is_told_of_what_was_said(terminal: Terminal) -> None:
    made(terminal, "n8n", "--type", "timer_fired", "--process", "gestion_comercial")
    terminal.run("webhook", "change", "n8n", "--type", "instance_started", "--every-process", "--name", "otro", *ME)
    (found,) = terminal.json("webhook", "list")
    assert (found["name"], found["types"], found["process"]) == ("otro", ["instance_started"], None)


def test_it_is_paused_resumed_tried_told_again_and_removed(terminal: Terminal) -> None:
    first = made(terminal)
    assert "en pausa" in terminal.run("webhook", "pause", "n8n", *ME).stdout
    assert terminal.json("webhook", "list")[0]["status"] == "paused"
    assert terminal.run("webhook", "try", "n8n", *ME).exit_code == 1
    terminal.run("webhook", "resume", "n8n", *ME)
    terminal.run("webhook", "try", "n8n", *ME)
    assert terminal.json("webhook", "list")[0]["waiting"] == 1
    assert "posición 0" in terminal.run("webhook", "replay", "n8n", "--after", "0", *ME).stdout
    assert "posición 0" in terminal.run("webhook", "replay", "n8n", "--since", "2020-01-01", *ME).stdout
    assert terminal.json("webhook", "secret", "n8n", "--at-once", *ME)["secret"] != first
    terminal.run("webhook", "remove", "n8n", *ME)
    assert terminal.json("webhook", "list") == []


def test_each_command_can_have_a_key(terminal: Terminal) -> None:
    made(terminal)
    for given in (("pause",), ("resume",), ("try",), ("remove",)):
        twice(terminal, "webhook", given[0], "n8n", *ME)


def test_a_key_serves_where_something_is_told_again_or_changed(terminal: Terminal) -> None:
    made(terminal)
    twice(terminal, "webhook", "replay", "n8n", "--after", "0", *ME)
    twice(terminal, "webhook", "change", "n8n", "--name", "otro", *ME)


@pytest.mark.parametrize(
    ("given", "code", "said"),
    [
        (("add", "x", "https://10.0.0.1/", *ME), 1, "red privada"),
        (("add", "x", URL, "--type", "algo", *ME), 1, "No hay ningún tipo de eventos"),
        (("add", "x", URL, "--as", "comercial"), 1, "comercial"),
        (("pause", "nada", *ME), 1, "No hay ningún webhook nada"),
        (("replay", "n8n", *ME), 2, "--since"),
        (("replay", "n8n", "--since", "2026-01-01", "--after", "3", *ME), 2, "--since"),
        (("change", "n8n", "--process", "x", "--every-process", *ME), 2, "--every-process"),
    ],
)
def test_what_cannot_be_is_said(terminal: Terminal, given: tuple[str, ...], code: int, said: str) -> None:
    found = terminal.run("webhook", *given)
    assert found.exit_code == code and said in found.output
