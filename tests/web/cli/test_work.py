"""Driving the procedure from a terminal, by the contract of its JSON."""

import json
from datetime import datetime
from pathlib import Path

import pytest

from engine.clock import system_clock, to_text
from engine.db import Database
from engine.history.chain import GENESIS
from engine.history.channels import SITE
from engine.notifications.delivery import deliver
from engine.notifications.outbox import EMAIL
from tests.engine.notifications.posting import LEASE, Scripted
from tests.web.cli.conftest import Terminal

SERVICE = {"tipo_requerimiento": "servicio", "areas": ["soc_noc"]}
ENDS = {
    "fin_ganada": {
        "validacion": {"tipo_requerimiento": "compraventa", "areas": ["soc_noc", "consultoria"]},
        "validar_business_case": {"business_case_aprobado": True, "go": True},
        "validar_cumplimiento": {"cumple": True},
        "revisar_propuesta": {"cumple_tecnicamente": True, "cumple_economicamente": True},
    },
    "fin_no_obtenida": {
        "validacion": SERVICE,
        "validar_business_case": {"business_case_aprobado": True, "go": True},
        "validar_cumplimiento": {"cumple": True},
        "revisar_propuesta": {"cumple_tecnicamente": False, "acepta_comentarios": False},
    },
    "fin_no_go": {"validacion": SERVICE, "validar_business_case": {"business_case_aprobado": True, "go": False}},
}


@pytest.mark.parametrize("end", ENDS)
def test_the_terminal_drives_an_opportunity_to_each_end(terminal: Terminal, end: str) -> None:
    started = terminal.json("start", "gestion_comercial", "--as", "comercial")
    assert started == {"folio": "GC-2026-0001", "status": "running", "end": None}
    became = started
    while became["status"] == "running":
        task = terminal.json("tasks", "--folio", started["folio"])[0]
        data = json.dumps(ENDS[end].get(task["element"], {}))
        became = terminal.json("complete", task["id"], "--as", task["candidates"][0], "--data", data, "--fill")
    assert became == {"folio": "GC-2026-0001", "status": "completed", "end": end}
    assert terminal.json("tasks", "--folio", started["folio"]) == []
    shown = terminal.json("show", started["folio"])
    assert (shown["status"], shown["end"], shown["tasks"]) == ("completed", end, [])
    assert shown["data"]["cliente"]


def test_a_task_says_who_may_complete_it_and_where_it_stands(terminal: Terminal) -> None:
    terminal.json("start", "gestion_comercial", "--as", "comercial")
    (task,) = terminal.json("tasks")
    assert datetime.fromisoformat(task.pop("due_at")) > system_clock()
    assert [task] == [
        {
            "id": "GC-2026-0001.2",
            "folio": "GC-2026-0001",
            "process": "gestion_comercial",
            "element": "prospeccion",
            "name": "Prospección y generación de leads",
            "lane": "comercial",
            "candidates": ["director_comercial"],
            "assignee": None,
            "area": None,
            "pass": 1,
        }
    ]
    assert terminal.json("tasks", "--as", "comercial") == []
    assert len(terminal.json("tasks", "--as", "director_comercial")) == 1


def test_history_is_chained_and_complete(terminal: Terminal) -> None:
    terminal.json("start", "gestion_comercial", "--as", "comercial")
    terminal.json("complete", "GC-2026-0001.2", "--as", "director_comercial", "--fill")
    events = terminal.json("history", "GC-2026-0001")
    assert [event["seq"] for event in events] == [1, 2, 3, 4]
    assert [event["type"] for event in events] == [
        "instance_started",
        "user_task_enabled",
        "user_task_completed",
        "user_task_enabled",
    ]
    assert {"seq", "type", "element", "pass", "actor", "at", "data", "hash", "prev_hash"} <= events[0].keys()
    assert [event["prev_hash"] for event in events] == [GENESIS, *(event["hash"] for event in events[:-1])]
    assert (events[2]["element"], events[2]["pass"], events[2]["actor"]) == ("prospeccion", 1, "director_comercial")


def test_history_says_what_people_were_called_then_beside_their_ids(terminal: Terminal) -> None:
    terminal.json("start", "gestion_comercial", "--as", "comercial")
    assert "Comercial [comercial] inició la oportunidad" in terminal.run("history", "GC-2026-0001").stdout
    terminal.run("people", "change", "comercial", "--name", "Ana Ruiz", "--as", "administrador")
    assert "Comercial (hoy Ana Ruiz) [comercial] inició" in terminal.run("history", "GC-2026-0001").stdout


def test_history_says_beside_an_event_what_became_of_its_notices(terminal: Terminal) -> None:
    folio = terminal.json("start", "gestion_comercial", "--as", "comercial")["folio"]
    terminal.json("complete", f"{folio}.2", "--as", "director_comercial", "--fill")
    terminal.json("complete", f"{folio}.4", "--as", "preventa", "--data", json.dumps(SERVICE), "--fill")
    assert (
        "\n" + " " * 41 + "Aviso a soc_noc@example.com: todavía no se envía.\n" in terminal.run("history", folio).stdout
    )
    database = Database(terminal.url, SITE)
    at = system_clock()
    deliver(database, {EMAIL: Scripted()}, lambda: at, LEASE)
    database.close()
    assert "Aviso a soc_noc@example.com: lo aceptó mail.example.com:25" in terminal.run("history", folio).stdout
    asking = [event for event in terminal.json("history", folio) if event["notices"]]
    assert [event["type"] for event in asking] == ["message_sent"]
    (notice,) = asking[0]["notices"]
    said = {"to": ["soc_noc@example.com"], "roles": ["soc_noc"], "status": "delivered", "reason": None}
    assert notice == {**said, "at": to_text(at), "server": "mail.example.com:25", "reply": "250 OK"}


def test_a_person_of_another_lane_is_refused_and_the_history_stays(terminal: Terminal) -> None:
    terminal.json("start", "gestion_comercial", "--as", "comercial")
    before = terminal.json("history", "GC-2026-0001")
    said = terminal.refused("complete", "GC-2026-0001.2", "--as", "comercial", "--fill")
    assert "comercial" in said and "director_comercial" in said
    said = terminal.refused("complete", "GC-2026-0001.2", "--as", "cliente", "--fill")
    assert "o no está a su alcance" in said and "director_comercial" not in said
    assert terminal.json("history", "GC-2026-0001") == before


def test_bad_data_names_the_field(terminal: Terminal) -> None:
    terminal.json("start", "gestion_comercial", "--as", "comercial")
    terminal.json("complete", "GC-2026-0001.2", "--as", "director_comercial", "--fill")
    data = '{"tipo_requerimiento": "regalo", "areas": "soc_noc"}'
    result = terminal.run("complete", "GC-2026-0001.4", "--as", "preventa", "--data", data, "--fill", "--json")
    assert result.exit_code == 1
    told = json.loads(result.stdout)
    assert told["error"] == "form_rejected"
    assert {field["field"] for field in told["fields"]} == {"tipo_requerimiento", "areas"}
    assert "tipo_requerimiento" in result.stderr and "areas" in result.stderr


def test_claim_release_and_assign(terminal: Terminal) -> None:
    terminal.json("start", "gestion_comercial", "--as", "comercial")
    id = "GC-2026-0001.2"
    assert terminal.json("claim", id, "--as", "director_comercial")["assignee"] == "director_comercial"
    assert terminal.json("release", id, "--as", "director_comercial")["assignee"] is None
    given = terminal.json("assign", id, "director_comercial", "--as", "administrador")
    assert given == {"id": id, "element": "prospeccion", "assignee": "director_comercial"}


def test_a_step_is_asked_for_taken_over_and_given_by_a_head(terminal: Terminal) -> None:
    said = json.dumps({"cliente": "Ácme", "contacto": "Ana Ruiz", "requerimiento": "Un SOC"})
    terminal.json("start", "gestion_comercial", "--as", "comercial", "--data", said)
    terminal.json("complete", "GC-2026-0001.2", "--as", "director_comercial", "--fill")
    id = "GC-2026-0001.4"
    assert "Nadie más tiene" in terminal.refused("ask", id, "--as", "comercial")
    terminal.json("claim", id, "--as", "preventa")
    assert terminal.json("ask", id, "--as", "comercial", "--message", "¿Cómo va?")["assignee"] == "preventa"
    assert terminal.json("takeover", id, "--as", "comercial", "--reason", "Viaje")["assignee"] == "comercial"
    assert "diga por qué" in terminal.refused("assign", id, "preventa", "--as", "director_comercial")
    given = terminal.json("assign", id, "preventa", "--as", "director_comercial", "--reason", "Ya volvió")
    assert given["assignee"] == "preventa"
    cancelled = terminal.json("cancel", "GC-2026-0001", "--as", "comercial", "--reason", "Doble", "--mistake")
    assert cancelled["status"] == "cancelled"
    assert "que se inició por error: Doble" in terminal.run("history", "GC-2026-0001").stdout


def test_a_file_is_attached_by_its_path(terminal: Terminal, tmp_path: Path) -> None:
    record = tmp_path / "F-COM-001.pdf"
    record.write_bytes(b"%PDF-1.7")
    terminal.json("start", "gestion_comercial", "--as", "comercial")
    terminal.json(
        "complete", "GC-2026-0001.2", "--as", "director_comercial", "--fill", "--data",
        '{"origen_requerimiento": "visita_presencial"}', "--file", f"archivo_f_com_001={record}",
    )  # fmt: skip
    reference = terminal.json("show", "GC-2026-0001")["data"]["archivo_f_com_001"]
    assert [(file["name"], file["size"]) for file in reference] == [("F-COM-001.pdf", 8)]


def test_cancelling_asks_why(terminal: Terminal) -> None:
    terminal.json("start", "gestion_comercial", "--as", "comercial")
    assert terminal.run("cancel", "GC-2026-0001", "--as", "comercial").exit_code == 2
    terminal.refused("cancel", "GC-2026-0001", "--as", "comercial", "--reason", " ")
    became = terminal.json("cancel", "GC-2026-0001", "--as", "comercial", "--reason", "duplicada")
    assert became == {"folio": "GC-2026-0001", "status": "cancelled", "end": None}


def test_people_read_spanish(terminal: Terminal) -> None:
    assert "en curso" in terminal.run("start", "gestion_comercial", "--as", "comercial").stdout
    assert "Prospección y generación de leads" in terminal.run("tasks").stdout
    assert "«prospeccion» quedó pendiente" in terminal.run("history", "GC-2026-0001").stdout
    assert "en curso" in terminal.run("show", "GC-2026-0001").stdout


@pytest.mark.parametrize(
    "args",
    [
        ("start", "nada", "--as", "comercial"),
        ("start", "gestion_comercial", "--as", "nadie"),
        ("show", "GC-2026-9999"),
        ("history", "GC-2026-9999"),
        ("tasks", "--folio", "GC-2026-9999"),
        ("tasks", "--as", "nadie"),
        ("complete", "GC-2026-9999.1", "--as", "comercial"),
        ("claim", "x", "--as", "comercial"),
        ("claim", "x\x00y", "--as", "comercial"),
        ("start", "gestion_comercial", "--as", "\x00"),
    ],
)
def test_what_does_not_exist_is_refused_with_a_message(terminal: Terminal, args: tuple[str, ...]) -> None:
    terminal.refused(*args)


@pytest.mark.parametrize(
    "args",
    [
        ("start", "gestion_comercial"),
        ("complete", "x", "--as", "comercial", "--data", "{"),
        ("complete", "x", "--as", "comercial", "--data", "[]"),
        ("complete", "x", "--as", "comercial", "--data", "[" * 100_000),
        ("complete", "x", "--as", "comercial", "--data", '{"a": NaN}'),
        ("complete", "x", "--as", "comercial", "--file", "campo"),
        ("complete", "x", "--as", "comercial", "--file", "campo=/no/existe"),
        ("volar",),
    ],
)
def test_wrong_usage_is_exit_code_2(terminal: Terminal, args: tuple[str, ...]) -> None:
    assert terminal.run(*args).exit_code == 2


@pytest.mark.parametrize("args", [("tasks",), ("people",), ("serve",), ("worker",), ("verify", "--all"), ("outbox",)])
def test_a_database_that_is_not_there_is_refused_by_name_and_not_made(tmp_path: Path, args: tuple[str, ...]) -> None:
    """It made the folder, and left an empty file in it."""
    missing = tmp_path / "otra" / "cauce.sqlite3"
    told = Terminal(f"sqlite:///{missing}").refused(*args)
    assert str(missing) in told and "cauce demo" in told
    assert list(tmp_path.iterdir()) == []


def test_a_folder_is_no_database(tmp_path: Path) -> None:
    assert str(tmp_path) in Terminal(f"sqlite:///{tmp_path}").refused("tasks")


def test_a_database_without_a_schema_or_out_of_reach_is_said(tmp_path: Path) -> None:
    for url in (f"sqlite:///{tmp_path}/new.sqlite3", "postgresql://x@127.0.0.1:1/x?connect_timeout=2", "mysql://x"):
        Terminal(url).refused("tasks")
