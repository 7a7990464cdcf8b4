"""Logs as files: well formed, declared, whole, and with no more than their reader may read."""

import json
from collections.abc import Iterator
from typing import Any

import pytest
from lxml import etree
from sqlalchemy import text

from engine.instances.reading import EVERYTHING, Reader
from engine.mining import logs, reading
from engine.mining.ocel import TYPES
from engine.mining.reading import Asked, logged
from engine.replay import register
from engine.replay.register import Wanted
from tests.confidential.planted import CONFIDENTIAL, PERSONAL, captured, words_in
from tests.engine.verification.attacks import drop_triggers
from tests.golden import routes
from tests.support import START, Company

XES = "{http://www.xes-standard.org/}"
AUDITOR = Reader("auditor", frozenset({"auditor"}), everything=True)


def written(company: Company, kind: str, reader: Reader = EVERYTHING, asked: Asked | None = None) -> bytes:
    with company.database.reading() as connection:
        log: logs.Log = logs.xes(connection, full=kind == "full")
        if kind == "objects":
            log = logs.ocel(connection, company.runtime, at=START)
        return b"".join(logs.pieces(log, logged(connection, company.runtime, reader, asked or Asked(), {})))


@pytest.fixture
def several(company: Company) -> list[str]:
    """A call, three at once, one given back and cancelled, one with a letter to the client."""
    names = ("purchase_through_a_new_alliance", "three_areas_at_once", "given_back", "lost_by_the_clients_link")
    return [routes.ROUTES[name](company) for name in names]


@pytest.mark.parametrize("kind", ["steps", "full"])
def test_every_key_of_a_log_is_of_an_extension_that_it_declares(
    company: Company, several: list[str], kind: str
) -> None:
    root = etree.fromstring(written(company, kind))
    assert (root.tag, root.get("xes.version")) == (f"{XES}log", "1849.2016")
    declared = {each.get("prefix") for each in root.iter(f"{XES}extension")}
    assert declared == {"concept", "lifecycle", "org", "time", "cauce"}
    keys = {str(each.get("key")) for each in root.iter() if each.get("key")}
    assert {key.partition(":")[0] for key in keys if ":" in key} <= declared
    order = ["extension", "global", "classifier", "string", "trace"]  # as the schema of the standard has it
    found = [etree.QName(each).localname for each in root]
    assert found == sorted(found, key=order.index) and found.count("trace") == len(several)
    asked = {str(each.get("key")) for scope in root.iter(f"{XES}global") for each in scope}
    for event in root.iter(f"{XES}event"):
        assert asked <= {str(each.get("key")) for each in event}


def test_it_reads_whatever_was_written(company: Company) -> None:
    folio = company.start()
    company.do(folio, "prospeccion", {"cliente": 'A&B "<Ñ>"', "requerimiento": "uno\ndos\t\u20ac"})
    said = {str(each.get("value")) for each in etree.fromstring(written(company, "full")).iter(f"{XES}string")}
    assert {'A&B "<Ñ>"', folio} <= said


def test_objects_are_declared_there_once_and_related_to_what_is_there(company: Company, several: list[str]) -> None:
    log: dict[str, Any] = json.loads(written(company, "objects"))
    declared = {each["name"]: {it["name"]: it["type"] for it in each["attributes"]} for each in log["objectTypes"]}
    assert declared == TYPES
    ids = [each["id"] for each in log["objects"]]
    assert len(ids) == len(set(ids)) and set(several) <= set(ids)
    for each in log["objects"]:
        assert {it["name"] for it in each["attributes"]} <= declared[each["type"]].keys()
    events = {each["name"]: {it["name"] for it in each["attributes"]} for each in log["eventTypes"]}
    numbers = [each["id"] for each in log["events"]]
    assert len(numbers) == len(set(numbers)) and {each["type"] for each in log["events"]} == events.keys()
    for each in log["events"]:
        assert {it["name"] for it in each["attributes"]} <= events[each["type"]]
    for each in (*log["objects"], *log["events"]):
        assert {it["objectId"] for it in each["relationships"]} <= set(ids)
    assert {each["type"] for each in log["objects"]} == TYPES.keys()


def test_the_client_of_two_instances_is_one(company: Company) -> None:
    for name in ("Banco Ámbar", "BANCO AMBAR"):
        company.do(company.start(), "prospeccion", {"cliente": name})
    objects = json.loads(written(company, "objects"))["objects"]
    assert [each["type"] for each in objects].count("client") == 1


@pytest.mark.parametrize("kind", ["steps", "full", "objects"])
def test_a_log_holds_what_its_reader_may_read(company: Company, kind: str) -> None:
    captured(company)
    assert words_in(written(company, kind).decode(), CONFIDENTIAL | PERSONAL) == set()
    for_auditors = words_in(written(company, kind, AUDITOR).decode(), CONFIDENTIAL | PERSONAL)
    assert not for_auditors & PERSONAL.keys() and bool(for_auditors) == (kind != "objects")


def test_a_log_is_written_a_share_at_a_time(company: Company, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(reading, "SHARE", 2)
    monkeypatch.setattr(reading, "_ROWS", reading._ROWS.limit(2))
    folios, most = [company.start() for _ in range(5)], list[int]()
    read = reading._histories

    def counted(connection: Any, rows: Any) -> Any:
        most.append(len(rows))
        return read(connection, rows)

    monkeypatch.setattr(reading, "_histories", counted)
    with company.database.reading() as connection:
        found: Iterator[reading.Logged] = logged(connection, company.runtime, EVERYTHING, Asked(), {})
        assert next(found).folio == folios[0] and most == [2], "nothing is read ahead"
        assert [each.folio for each in found] == folios[1:]
    assert most == [2, 2, 1]


def test_a_history_that_somebody_made_unreadable_is_told_as_such_and_ends_no_log(company: Company) -> None:
    broken, whole = company.start(), company.start()
    with company.database.transaction() as connection:
        drop_triggers(connection)
        told = text("UPDATE events SET data = '[]' WHERE seq = 2 AND instance_id = 1")
        assert connection.execute(told).rowcount == 1
    root = etree.fromstring(written(company, "steps"))
    says = {str(trace[0].get("value")): [each.get("key") for each in trace] for trace in root.iter(f"{XES}trace")}
    assert ("cauce:unreadable" in says[broken], "cauce:unreadable" in says[whole]) == (True, False)
    objects = {each["id"]: each for each in json.loads(written(company, "objects"))["objects"]}
    assert {"name": "unreadable", "time": "1970-01-01T00:00:00Z", "value": True} in objects[broken]["attributes"]


@pytest.mark.both_databases
def test_what_was_asked_for_is_found_alike(company: Company) -> None:
    moved, (ended, cancelled) = (
        routes.moved_to_other_versions(company),
        [routes.ROUTES[name](company) for name in ("no_go", "begun_with_who_and_what")],
    )

    def found(asked: Asked, reader: Reader = EVERYTHING) -> list[str]:
        with company.database.reading() as connection:
            return [each.folio for each in logged(connection, company.runtime, reader, asked, {})]

    assert found(Asked()) == [moved, ended, cancelled]
    assert found(Asked(finished=True)) == [moved, ended]
    assert found(Asked(moved=True)) == [moved]
    assert found(Asked("gestion_comercial", since=START, until=company.clock.now)) == [ended, cancelled]
    assert found(Asked(until=START)) == []
    assert found(Asked(), Reader("alianzas", frozenset({"alianzas"}))) == []
    with company.database.reading() as connection:
        assert reading.versions(connection, "gestion_comercial") == [("gestion_comercial", 4)]
        assert ("alianzas_estrategicas", 1) in reading.versions(connection)
        wanted = register.ids(connection, EVERYTHING, Wanted(status="cancelled"))
        assert [each.folio for each in logged(connection, company.runtime, EVERYTHING, Asked(among=wanted), {})] == [
            cancelled
        ]
