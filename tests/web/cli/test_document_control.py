"""Document control from a terminal: comments, dates and retention, by the same rules as on the pages."""

import json
from datetime import timedelta
from pathlib import Path

import pytest
from sqlalchemy import select

from engine.clock import system_clock
from engine.db import Database
from engine.definitions import queries
from engine.definitions.commands import set_status
from engine.definitions.sources import SHIPPED
from engine.definitions.statuses import VersionStatus
from engine.history.channels import SITE
from engine.instances import disposal
from engine.telling.models import notices
from tests.web.cli.conftest import Terminal
from tests.web.cli.keyed import twice

GESTION = SHIPPED / "gestion_comercial" / "gestion_comercial.bpmn"
PROCESS = "gestion_comercial"
AUTHOR, KEEPER, APPROVER = "director_comercial", "control_documentos", "direccion_general"

A_YEAR_ON = timedelta(days=400)


@pytest.fixture
def submitted(terminal: Terminal, tmp_path: Path) -> Terminal:
    changed = tmp_path / "gestion.bpmn"
    changed.write_text(GESTION.read_text().replace("Prospección y generación de leads", "Prospectar"))
    for form in GESTION.parent.glob("*.form.json"):
        (tmp_path / form.name).write_bytes(form.read_bytes())
    terminal.json("deploy", str(changed), "--description", "Nombre más corto", "--as", AUTHOR)
    return terminal


@pytest.fixture
def signed(submitted: Terminal) -> Terminal:
    """Version 5 waits for its date."""
    submitted.json("draft", "review", PROCESS, "--as", KEEPER)
    submitted.json("draft", "approve", PROCESS, "--from", "2099-01-01", "--as", APPROVER)
    return submitted


@pytest.fixture
def proposed(terminal: Terminal) -> Terminal:
    """Version 4 is no longer in force, and a year later it is proposed for disposal."""
    database = Database(terminal.url, SITE)
    now = system_clock()
    with database.transaction() as connection:
        version = queries.version(connection, PROCESS, 4)
        set_status(connection, version, VersionStatus.OBSOLETE, actor=None, at=now)
        assert disposal.propose(connection, at=now + A_YEAR_ON) == 1
    database.close()
    return terminal


def listed(terminal: Terminal, process_id: str = PROCESS) -> list[tuple[int, str, str | None]]:
    return [(each["version"], each["status"], each["retention"]) for each in terminal.json("versions", process_id)]


def letters(terminal: Terminal) -> str:
    """What people were told: the job writes it to them as they want it."""
    database = Database(terminal.url)
    with database.reading() as connection:
        found = list(connection.execute(select(notices.c.data)).scalars())
    database.close()
    return json.dumps([json.loads(each) for each in found], ensure_ascii=False)


def test_comments_are_written_listed_and_resolved(submitted: Terminal) -> None:
    on = ("draft", "comment", PROCESS)
    (said,) = submitted.json(*on, "¿Quién lo autoriza?", "--on", "prospeccion", "--as", KEEPER)
    assert (said["name"], said["text"], said["author"]) == ("Prospectar", "¿Quién lo autoriza?", KEEPER)
    assert said["element"] == "prospeccion" and said["resolved_by"] is None and said["at"].endswith("Z")
    assert len(submitted.json(*on, "Del todo", "--as", APPROVER)) == 2
    assert "Prospectar: ¿Quién lo autoriza?" in submitted.run("draft", "comments", PROCESS).stdout
    mark = ("draft", "resolve", PROCESS, str(said["number"]), "--as", AUTHOR)
    assert [each["resolved_by"] for each in submitted.json(*mark)] == [AUTHOR, None]
    assert "resuelto por director_comercial" in submitted.run("draft", "comments", PROCESS).stdout
    assert submitted.json("draft", "comments", PROCESS)[0]["resolved_by"] == AUTHOR


def test_a_comment_is_refused_as_on_the_page(submitted: Terminal) -> None:
    on = ("draft", "comment", PROCESS)
    assert "derecho" in submitted.refused(*on, "Hola", "--as", "comercial")
    submitted.refused(*on, " ", "--as", KEEPER)
    submitted.refused(*on, "Hola", "--on", "no_hay", "--as", KEEPER)
    submitted.refused("draft", "resolve", PROCESS, "99", "--as", KEEPER)
    submitted.refused("draft", "comments", "alianzas_estrategicas")
    assert submitted.run(*on, "Hola").exit_code == 2
    assert submitted.json("draft", "comments", PROCESS) == []


def test_a_draft_is_given_up_by_its_author_or_who_controls_documents(submitted: Terminal) -> None:
    assert "director_comercial" in submitted.refused("draft", "discard", PROCESS, "--as", APPROVER)
    assert submitted.run("draft", "discard", PROCESS, "--as", KEEPER).exit_code == 0
    assert submitted.json("draft") == []


def test_a_signed_version_gets_another_date_and_is_withdrawn_with_the_reason(signed: Terminal) -> None:
    to = ("versions", "reschedule", PROCESS, "5", "--from", "2098-06-01", "--as")
    assert signed.run(*to, APPROVER).exit_code == 2
    assert "aprobar versiones" in signed.refused(*to, "administrador", "--reason", "Faltan cursos")
    signed.refused(*to, APPROVER, "--reason", " ")
    moved = signed.json(*to, APPROVER, "--reason", "Faltan cursos")
    assert (moved["version"], moved["status"], moved["effective_at"]) == (5, "approved", "2098-06-01T06:00:00.000000Z")
    assert listed(signed) == [(5, "approved", None), (4, "effective", None)]
    out = ("versions", "withdraw", PROCESS, "5", "--reason", "Ya no hace falta", "--as", APPROVER)
    assert signed.json(*out)["status"] == "withdrawn"
    assert "no espera su fecha" in signed.refused(*out)
    assert listed(signed)[0] == (5, "withdrawn", None)


def test_a_date_that_is_over_puts_it_in_force_now(signed: Terminal) -> None:
    to = ("versions", "reschedule", PROCESS, "5", "--from", "2020-01-01", "--reason", "Ya", "--as", APPROVER)
    assert signed.json(*to)["status"] == "effective"
    assert signed.run("versions", "reschedule", PROCESS, "5", "--from", "ayer").exit_code == 2


def test_whoever_controls_documents_holds_releases_and_disposes_of_what_is_proposed(proposed: Terminal) -> None:
    assert listed(proposed) == [(4, "obsolete", "disposal_proposed")]
    assert "se propone eliminarla" in proposed.run("versions", PROCESS).stdout
    about = (PROCESS, "4", "--reason", "Hay un pleito", "--as")
    assert "controlar los documentos" in proposed.refused("versions", "hold", *about, APPROVER)
    assert proposed.json("versions", "hold", *about, KEEPER)["retention"] == "version_held"
    assert "no hay nada que decidir" in proposed.refused("versions", "dispose", *about, KEEPER)
    assert proposed.json("versions", "release", *about, KEEPER)["retention"] == "version_released"
    database = Database(proposed.url, SITE)
    with database.transaction() as connection:
        assert disposal.propose(connection, at=system_clock() + A_YEAR_ON) == 1
    database.close()
    gone = proposed.json("versions", "dispose", *about, KEEPER)
    assert (gone["status"], gone["retention"]) == ("disposed", "version_disposed")


def test_letters_of_what_is_done_in_a_terminal_are_in_the_language_of_the_site(signed: Terminal) -> None:
    assert "Por revisar: borrador de" in letters(signed) and "To review" not in letters(signed)
    assert "Aprobada: versión 5" in letters(signed)


def test_a_procedure_called_like_a_decision_is_still_listed(terminal: Terminal) -> None:
    assert "hold" in terminal.refused("versions", "list", "hold")
    assert terminal.run("versions", "hold").exit_code == 2


def test_each_act_with_a_key_is_done_once(terminal: Terminal, tmp_path: Path) -> None:
    changed = tmp_path / "gestion.bpmn"
    changed.write_text(GESTION.read_text().replace("Prospección y generación de leads", "Prospectar"))
    for form in GESTION.parent.glob("*.form.json"):
        (tmp_path / form.name).write_bytes(form.read_bytes())
    twice(terminal, "deploy", str(changed), "--description", "Nombre más corto", "--as", AUTHOR)
    twice(terminal, "draft", "comment", PROCESS, "Del todo", "--as", KEEPER)
    [said] = terminal.json("draft", "comments", PROCESS)
    twice(terminal, "draft", "resolve", PROCESS, str(said["number"]), "--as", AUTHOR)
    twice(terminal, "draft", "review", PROCESS, "--as", KEEPER)
    twice(terminal, "draft", "approve", PROCESS, "--from", "2099-01-01", "--as", APPROVER)
    why = (PROCESS, "5", "--reason", "Otra fecha", "--as", APPROVER)
    twice(terminal, "versions", "reschedule", *why, "--from", "2099-02-01")
    twice(terminal, "versions", "withdraw", *why)


def test_a_draft_is_returned_and_given_up_once(submitted: Terminal) -> None:
    twice(submitted, "draft", "reject", PROCESS, "--reason", "Falta", "--as", KEEPER)
    twice(submitted, "draft", "discard", PROCESS, "--as", AUTHOR)


def test_what_is_decided_of_a_version_that_is_over_is_decided_once(proposed: Terminal) -> None:
    why = (PROCESS, "4", "--reason", "Auditoría", "--as", KEEPER)
    twice(proposed, "versions", "hold", *why)
    twice(proposed, "versions", "release", *why)


def test_a_version_is_disposed_of_once(proposed: Terminal) -> None:
    twice(proposed, "versions", "dispose", PROCESS, "4", "--reason", "Dos años", "--as", KEEPER)
