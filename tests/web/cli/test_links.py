"""Links for clients from a terminal."""

import json

import pytest

from tests.web.cli.conftest import Terminal
from tests.web.cli.keyed import twice

ANSWERS = {
    "prospeccion": {"correo": "laura@cliente.example"},
    "validacion": {"tipo_requerimiento": "servicio", "areas": ["soc_noc"]},
    "validar_business_case": {"business_case_aprobado": True, "go": True},
    "validar_cumplimiento": {"cumple": True},
}


@pytest.fixture
def task(terminal: Terminal) -> str:
    """The id of the task that waits for a client."""
    folio = terminal.json("start", "gestion_comercial", "--as", "comercial")["folio"]
    while (found := terminal.json("tasks", "--folio", folio)[0])["element"] != "revisar_propuesta":
        data = json.dumps(ANSWERS.get(found["element"], {}))
        terminal.json("complete", found["id"], "--as", found["candidates"][0], "--data", data, "--fill")
    return str(found["id"])


def test_the_link_is_shown_made_anew_and_revoked(terminal: Terminal, task: str) -> None:
    first = terminal.json("link", task, "--as", "comercial")
    assert (first["state"], first["email"]) == ("open", "l•••@c•••.example")
    assert first["address"].startswith("/portal/")
    assert terminal.run("link", task, "--as", "comercial").stdout == f"{first['address']}\n"
    second = terminal.json("link", task, "--new", "--as", "comercial")
    assert second["address"] not in (None, first["address"])
    gone = terminal.json("link", task, "--revoke", "--as", "comercial")
    assert (gone["link"], gone["state"], gone["address"]) == (second["link"], "revoked", None)
    assert "No hay un enlace que sirva" in terminal.run("link", task, "--as", "comercial").stdout


def test_it_is_refused_to_who_may_not_manage_links_and_where_nobody_is_invited(terminal: Terminal, task: str) -> None:
    assert "no puede hacer esto" in terminal.refused("link", task, "--as", "preventa")
    assert "No existe" in terminal.refused("link", "GC-2026-0001.99", "--as", "comercial")
    other = terminal.json("start", "gestion_comercial", "--as", "comercial")["folio"]
    assert "lo hace nuestro personal" in terminal.refused("link", f"{other}.2", "--as", "comercial")
    assert terminal.run("link", task, "--new", "--revoke", "--as", "comercial").exit_code == 2


def test_a_link_is_made_and_revoked_once_with_one_key(terminal: Terminal, task: str) -> None:
    twice(terminal, "link", task, "--new", "--as", "comercial")
    twice(terminal, "link", task, "--revoke", "--as", "comercial")
