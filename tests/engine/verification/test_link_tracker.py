"""Links for clients, verified: what history tells of them must be so, here and in the stand-alone verifier."""

from collections.abc import Callable
from pathlib import Path
from types import ModuleType

import pytest
from sqlalchemy import Connection, delete, update

from engine import canonical_json
from engine.client_access.models import client_links as links_table
from engine.history.chain import Event
from engine.history.problems import Kind
from engine.instances import client_links
from engine.instances.runtime import Runtime
from engine.replay.states import states
from engine.verification.instance_verifier import verify
from engine.verification.report import Report
from tests.engine.client_access.proposal import COMMENTS, NO, answer, sent, token_of
from tests.engine.verification.attacks import Attack, chained, history, key_in, rewrite, set_head, under
from tests.engine.verification.opportunity import evidence_of_one
from tests.engine.verifier.test_verifier import bare, golden, problems_in, run, verifier  # noqa: F401  (fixtures)
from tests.support import START, Company

Change = Callable[[list[Event]], list[Event]]


def lost(company: Company) -> str:
    """An opportunity lost by its client's link: comments, another link made by hand, then no."""
    folio = sent(company)
    answer(company, token_of(company, folio), COMMENTS)
    company.do(folio, "actualizar_propuesta", {"vigencia_propuesta": "2026-03-25"})
    with company.database.transaction() as connection:
        item = company.task(folio, "revisar_propuesta").item
        client_links.make(connection, company.runtime, item.id, actor="comercial", at=company.clock())
    answer(company, token_of(company, folio), NO)
    company.do(folio, "notificar_perdida")
    return folio


def verified(company: Company, folio: str) -> Report:
    with company.database.reading() as connection:
        return verify(connection, Runtime(company.runtime.calendar), folio)


def exported(company: Company, folio: str) -> bytes:
    with company.database.reading() as connection:
        return evidence_of_one(connection, company.runtime, folio)


@pytest.mark.both_databases
def test_an_opportunity_lost_by_links_is_found_in_order(company: Company) -> None:
    folio = lost(company)
    found = [event.type for event in company.history(folio) if event.type.startswith("client_link_")]
    once = ["client_link_made", "client_link_answered"]
    assert found == [*once, "client_link_made", "client_link_revoked", *once]
    report = verified(company, folio)
    assert (report.problems, report.method) == ((), "plain")


@pytest.mark.processes
def test_its_evidence_conforms_elsewhere(company: Company, bare: Path, tmp_path: Path) -> None:  # noqa: F811
    result = run(bare, tmp_path, exported(company, lost(company)), "--json")
    assert (result.returncode, problems_in(result)) == (0, [])


def test_each_of_its_events_has_a_state_at_its_place(company: Company) -> None:
    folio = lost(company)
    with company.database.reading() as connection:
        executable = company.runtime.library.executable(
            connection, "gestion_comercial", {"gestion_comercial": 4, "alianzas_estrategicas": 1}
        )
    told = [state for state in states(executable, company.history(folio)) if "client_link" in state.event.type]
    assert {state.process_id for state in told} == {"gestion_comercial"}
    assert {live.visit.element for state in told for live in state.live} == {"revisar_propuesta", "vigencia_vencida"}


def at(type_: str, **values: object) -> Change:
    """The first event of that type says something else."""

    def change(events: list[Event]) -> list[Event]:
        place = next(number for number, event in enumerate(events) if event.type == type_)
        data = canonical_json.dumps({**events[place].payload, **values})
        assert data != events[place].data
        return [*events[:place], events[place]._replace(data=data), *events[place + 1 :]]

    return change


def without(type_: str) -> Change:
    """The first event of that type is not there."""

    def change(events: list[Event]) -> list[Event]:
        place = next(number for number, event in enumerate(events) if event.type == type_)
        return events[:place] + events[place + 1 :]

    return change


def by(type_: str, actor: str | None, after: str = "instance_started") -> Change:
    """The first event of that type behind `after` was somebody else's doing."""

    def change(events: list[Event]) -> list[Event]:
        start = next(number for number, event in enumerate(events) if event.type == after)
        place = next(number for number, event in enumerate(events) if number > start and event.type == type_)
        return [*events[:place], events[place]._replace(actor=actor), *events[place + 1 :]]

    return change


def made_twice(events: list[Event]) -> list[Event]:
    place = next(number for number, event in enumerate(events) if event.type == "client_link_made")
    data = canonical_json.dumps({**events[place].payload, "link": "0" * 16})
    return [*events[: place + 1], events[place]._replace(data=data), *events[place + 1 :]]


def made_where_nobody_is_invited(events: list[Event]) -> list[Event]:
    place = next(number for number, event in enumerate(events) if event.type == "user_task_enabled")
    made = next(event for event in events if event.type == "client_link_made")
    where = events[place]
    moved = made._replace(element=where.element, round=where.round, scope=where.scope, index=where.index, at=where.at)
    return [*events[: place + 1], moved, *events[place + 1 :]]


def answered_too_late(events: list[Event]) -> list[Event]:
    place = next(number for number, event in enumerate(events) if event.type == "client_link_answered")
    return [*events[:place], *(event._replace(at="2027-01-01T00:00:00.000000Z") for event in events[place:])]


def cut_behind_the_answer(events: list[Event]) -> list[Event]:
    place = next(number for number, event in enumerate(events) if event.type == "client_link_answered")
    return events[: place + 1]


CHANGES: dict[str, Change] = {
    "another address": at("client_link_made", email="otra@cliente.example"),
    "another reader": at("client_link_made", person="Otra"),
    "another role": at("client_link_made", role="director_comercial"),
    "a link that ended before it was made": at("client_link_made", expires_at="2026-01-01T00:00:00.000000Z"),
    "two links at once": made_twice,
    "a link to work of ours": made_where_nobody_is_invited,
    "a link that nobody made": without("client_link_made"),
    "a link that had been revoked": without("client_link_answered"),
    "revoking another link": at("client_link_revoked", link="0" * 16),
    "another link's answer": at("client_link_answered", link="0" * 16),
    "other data shown": at("client_link_answered", data="0" * 64),
    "other variables shown": at("client_link_answered", variables=["requerimiento"]),
    "another form shown": at("client_link_answered", form="0" * 64),
    "other files offered": at("client_link_answered", files=[]),
    "an answer by somebody else": by("client_link_answered", "comercial"),
    "a completion by somebody else": by("user_task_completed", "cliente", after="client_link_answered"),
    "a completion by a link that did not answer": by("user_task_completed", "cliente:0000000000000000"),
    "an answer after its time": answered_too_late,
    "an answer that completes nothing": cut_behind_the_answer,
}


def forging(change: Change) -> Attack:
    """The change with every hash after it made again."""

    def attack(connection: Connection, folio: str) -> None:
        rewrite(connection, folio, chained(key_in(connection, folio), change(history(connection, folio))))
        set_head(connection, folio)

    return attack


@pytest.mark.parametrize("name", CHANGES)
def test_what_could_not_be_is_found_in_a_chain_that_holds(
    company: Company,
    verifier: ModuleType,  # noqa: F811
    tmp_path: Path,
    name: str,
) -> None:
    folio, fresh = lost(company), Runtime(company.runtime.calendar)

    def look(connection: Connection) -> tuple[Report, bytes]:
        return verify(connection, fresh, folio), evidence_of_one(connection, fresh, folio)

    report, told = under(forging(CHANGES[name]), company.database, folio, look)
    assert report.problems[0].kind is Kind.EXECUTION_DIVERGED
    (tmp_path / "evidencia.zip").write_bytes(told)
    findings = verifier.verdict.verify(verifier.evidence.Evidence(str(tmp_path / "evidencia.zip")))
    (elsewhere,) = [each for each in findings.problems if each["kind"] == "execution_diverged"]
    assert elsewhere["seq"] == report.problems[0].seq


ROWS: dict[str, Attack] = {
    "another end": lambda connection, _: connection.execute(update(links_table).values(expires_at=START)),
    "not revoked": lambda connection, _: connection.execute(update(links_table).values(revoked_at=None)),
    "another address": lambda connection, _: connection.execute(
        update(links_table).values(email="otra@cliente.example")
    ),
    "removed": lambda connection, _: connection.execute(delete(links_table)),
}


@pytest.mark.both_databases
@pytest.mark.parametrize("row", ROWS)
def test_a_row_that_does_not_follow_from_history_is_found(company: Company, row: str) -> None:
    folio, fresh = lost(company), Runtime(company.runtime.calendar)
    report = under(ROWS[row], company.database, folio, lambda connection: verify(connection, fresh, folio))
    assert {problem.kind for problem in report.problems} == {Kind.LINK_CHANGED}
