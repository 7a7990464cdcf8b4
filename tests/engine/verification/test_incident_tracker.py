"""Incidents, verified: what history tells of them must be so, here and in the stand-alone verifier."""

from collections.abc import Callable
from pathlib import Path
from types import ModuleType

import pytest
from sqlalchemy import delete, select, update

from engine.history.chain import Event
from engine.history.problems import Kind
from engine.incidents.commands import fire_due
from engine.instances.models import incidents
from engine.replay.states import states
from engine.verification.instance_verifier import verify
from tests.engine.definitions.publishing import publish
from tests.engine.incidents import client_stopping
from tests.engine.incidents.stopping import RIGHT, complete, counting, send, stopped
from tests.engine.instances.test_timers import started, timed
from tests.engine.migration.moving import migrate
from tests.engine.verification.attacks import drop_triggers, under
from tests.engine.verification.opportunity import evidence_of_one
from tests.engine.verification.test_link_tracker import at, by, exported, forging, verified, without
from tests.engine.verification.test_rebuild import remade
from tests.engine.verifier.test_verifier import bare, golden, problems_in, run, verifier  # noqa: F401  (fixtures)
from tests.support import START, Company

Change = Callable[[list[Event]], list[Event]]
RAISED, RESOLVED = "incident_raised", "incident_resolved"


def resolved(company: Company) -> str:
    """A step that could not be completed with one answer, and was with another."""
    folio = stopped(company)
    complete(company, folio, {"piezas": 4})
    return folio


def repaired(company: Company) -> str:
    """One that was completed with the same answer after the instance was moved to a repaired version."""
    folio = stopped(company)
    publish(company, counting(RIGHT))
    migrate(company, folio)
    send(company, folio)
    return folio


def of_a_timer(company: Company) -> str:
    """A timer that could not fire, and waits."""
    source = timed(
        "start > wait > script > choice [1/days<1] > a > end\nchoice [else] > end2",
        {"wait": ("timeDuration", "PT1H")},
        {"script": "<bpmn:script>days = 0</bpmn:script>"},
    )
    folio = started(company, source)
    fire_due(company.database, company.runtime, START.replace(day=3))
    return folio


def sent_on(company: Company) -> str:
    """A client's step that was completed on the client's behalf, when the link had been replaced."""
    folio, _ = client_stopping.stopped(company)
    client_stopping.renew(company, folio)
    publish(company, client_stopping.asking(RIGHT))
    migrate(company, folio)
    client_stopping.forward(company, folio)
    return folio


ALL = pytest.mark.parametrize("begin", [stopped, resolved, repaired, of_a_timer, sent_on])


@pytest.mark.processes
@ALL
def test_both_verifiers_find_them_in_order(
    company: Company,
    bare: Path,  # noqa: F811
    tmp_path: Path,
    begin: Callable[[Company], str],
) -> None:
    folio = begin(company)
    assert RAISED in [event.type for event in company.history(folio)]
    assert verified(company, folio).problems == ()
    result = run(bare, tmp_path, exported(company, folio), "--json")
    assert (result.returncode, problems_in(result)) == (0, [])


@ALL
def test_each_of_their_events_has_a_state_at_its_place(company: Company, begin: Callable[[Company], str]) -> None:
    folio = begin(company)
    with company.database.reading() as connection:
        executable = company.runtime.library.executable(connection, "p", {"p": 1})
        executables = lambda process, versions: company.runtime.library.executable(connection, process, versions)  # noqa: E731
        told = [state.event.type for state in states(executable, company.history(folio), executables)]
    assert told == [event.type for event in company.history(folio)]


def elsewhere(events: list[Event]) -> list[Event]:
    """The incident is of a step that does not wait."""
    return [event._replace(element="b") if event.type == RAISED else event for event in events]


def resolved_too_early(events: list[Event]) -> list[Event]:
    """It is resolved while its step waits on."""
    (raised,), (over,) = ([event for event in events if event.type == type_] for type_ in (RAISED, RESOLVED))
    rest = [event for event in events if event is not over]
    place = rest.index(raised) + 1
    return [*rest[:place], over._replace(at=raised.at), *rest[place:]]


CHANGES: dict[str, Change] = {
    "of a step that does not wait": elsewhere,
    "raised by nobody": by(RAISED, None),
    "without a reason": at(RAISED, reason="porque sí"),
    "resolved without having been raised": without(RAISED),
    "never resolved, though its step is completed": without(RESOLVED),
    "resolved by another": by(RESOLVED, "preventa"),
    "resolved while its step waits": resolved_too_early,
}


@pytest.mark.parametrize("name", CHANGES)
def test_what_could_not_be_is_found_in_a_chain_that_holds(
    company: Company,
    verifier: ModuleType,  # noqa: F811
    tmp_path: Path,
    name: str,
) -> None:
    assert found_by_both(company, verifier, tmp_path, resolved(company), CHANGES[name])


def found_by_both(
    company: Company,
    verifier: ModuleType,  # noqa: F811
    tmp_path: Path,
    folio: str,
    change: Change,
) -> bool:
    """Whether both verifiers find that a history which was changed so could not be."""

    def look(_connection: object) -> tuple[set[Kind], set[str]]:
        (tmp_path / "evidencia.zip").write_bytes(evidence_of_one(_connection, company.runtime, folio))
        report = verify(_connection, company.runtime, folio)
        found = verifier.verdict.verify(verifier.evidence.Evidence(str(tmp_path / "evidencia.zip"))).kinds()
        return {problem.kind for problem in report.problems}, found

    ours, theirs = under(forging(change), company.database, folio, look)
    return Kind.EXECUTION_DIVERGED in ours and "execution_diverged" in theirs


def of_a_link_that_never_answered(events: list[Event]) -> list[Event]:
    """What is sent on is said to be the answer of the second link."""
    made = [event.payload["link"] for event in events if event.type == "client_link_made"]
    return at("client_answer_forwarded", link=made[1])(events)


def raised_by_another_link(events: list[Event]) -> list[Event]:
    """The answer that stopped came by a link that was not there."""
    return by(RAISED, "cliente:0000000000000000")(events)


SENT_ON: dict[str, Change] = {
    "an answer that nobody gave": of_a_link_that_never_answered,
    "an incident of a link that was not there": raised_by_another_link,
    "sent on by a link": by("client_answer_forwarded", "cliente:0000000000000000"),
    "sent on by one and completed by another": by("user_task_completed", "administrador"),
    "sent on without completing it": without("user_task_completed"),
}


@pytest.mark.parametrize("name", SENT_ON)
def test_an_answer_that_was_sent_on_must_have_been_given(
    company: Company,
    verifier: ModuleType,  # noqa: F811
    tmp_path: Path,
    name: str,
) -> None:
    assert found_by_both(company, verifier, tmp_path, sent_on(company), SENT_ON[name])


def test_a_row_that_somebody_changed_is_found_and_made_again(company: Company) -> None:
    folio = stopped(company)
    changes = [
        update(incidents).values(cause="otra"),
        update(incidents).values(raised_by="preventa"),
        update(incidents).values(resolved_at=START),
        delete(incidents),
    ]
    with company.database.reading() as connection:
        before = connection.execute(select(incidents)).all()
    for change in changes:
        with company.database.transaction() as connection:
            drop_triggers(connection)
            connection.execute(change)
        assert {problem.kind for problem in remade(company, folio)} == {Kind.INCIDENT_CHANGED}
        with company.database.reading() as connection:
            assert connection.execute(select(incidents)).all() == before
    assert remade(company, folio) == ()
