"""Fifty kills with a fixed seed, half on each kind of database; and that the verdict sees what it is there for."""

from dataclasses import replace
from pathlib import Path

import pytest

from engine.history.chain import Event
from tests.engine.attention.noticing import follow, write_letters
from tests.kills import verdict as judging
from tests.kills.disk import own_disk
from tests.kills.people import Done
from tests.kills.run import POSTGRESQL, SQLITE, run
from tests.kills.saboteur import KILLS, KILLS_OF_POSTGRESQL, TROUBLES, TROUBLES_OF_A_DISK, TROUBLES_OF_POSTGRESQL, plan
from tests.kills.verdict import RECORDED, Verdict
from tests.support import Company

pytestmark = pytest.mark.processes

SEED = 101  # by its plan each kind of incident comes
EACH = 25  # kills, and a third as many troubles
ON = [SQLITE, pytest.param(POSTGRESQL, marks=pytest.mark.postgresql)]


@pytest.mark.parametrize("kind", ON)
def test_nothing_acknowledged_is_lost_or_done_twice_whatever_is_killed_and_everything_goes_on(
    kind: str, tmp_path: Path
) -> None:
    report = run(kind, EACH, SEED, tmp_path)
    assert report.faults == [], report.told()
    assert sum(report.happened[each] for each in KILLS | KILLS_OF_POSTGRESQL) == EACH
    assert report.happened.keys() >= {"web", "worker", "master", "disk", "clock", "mail refuses", "mail hangs up"}
    (tmp_path / "probe").mkdir()
    with own_disk(tmp_path / "probe") as disk:
        assert disk is None or "no room" in report.happened
    assert len(report.record.done) > 2 * EACH and report.letters > 10 and report.record.again > 0


def test_the_same_seed_plans_the_same_and_each_kind_of_incident_comes() -> None:
    everything = {"on_postgresql": True, "own_disk": True}
    first, second = (list(plan(SEED, 1000, **everything)) for _ in range(2))
    assert first == second != list(plan(SEED + 1, 1000, **everything))
    troubles = TROUBLES | TROUBLES_OF_POSTGRESQL | TROUBLES_OF_A_DISK
    assert set(first) == set(KILLS | KILLS_OF_POSTGRESQL | troubles)
    assert sum(each in KILLS | KILLS_OF_POSTGRESQL for each in first) == 1000


@pytest.fixture
def done(sqlite_company: Company) -> list[Done]:
    """An opportunity of which two steps were acknowledged."""
    folio = sqlite_company.start()
    sqlite_company.do(folio, "prospeccion", {"cliente": "Cliente 1-1"})
    sqlite_company.do(folio, "validacion")
    return [
        Done("start", folio, "gestion_comercial", "comercial"),
        Done("complete", folio, "prospeccion", "director_comercial", "Cliente 1-1"),
        Done("complete", folio, "validacion", "comercial"),
    ]


def judged(done: list[Done], found: dict[str, list[Event]]) -> Verdict:
    verdict = Verdict()
    judging.judge_commands(done, found, verdict)
    return verdict


def test_the_verdict_names_what_is_lost_what_is_twice_and_what_nobody_acknowledged(
    sqlite_company: Company, done: list[Done]
) -> None:
    found = judging.histories(sqlite_company.database)
    folio, events = next(iter(found.items()))
    assert judged(done, found).faults == []
    assert judged(done, {}).lost == [f"{folio} was acknowledged and is not there"]
    last = next(event for event in reversed(events) if event.type == judging.COMPLETED)
    assert len(judged(done, {folio: events[: last.seq - 1]}).lost) == 1
    assert len(judged(done, {folio: [*events, last]}).twice) == 1
    assert len(judged(done[:-1], found).not_acknowledged) == 1
    assert len(judged([*done[:1], replace(done[1], client="another"), done[2]], found).lost) == 1
    task = sqlite_company.tasks(folio)[0]
    element, actor = task.item.visit.element, task.candidates[0]
    sqlite_company.command("claim", task.item.id, actor=actor)
    sqlite_company.complete(task.item.id, actor=actor)
    taken = Done("complete", folio, element, actor, again=True)
    more = judging.histories(sqlite_company.database)
    assert judged([*done, taken], more).faults == []
    assert len(judged([*done, replace(taken, again=False)], more).not_acknowledged) == 1
    claim = next(event for event in more[folio] if event.type == judging.CLAIMED and event.element == taken.element)
    assert len(judged([*done, taken], {folio: [*more[folio], claim]}).not_acknowledged) == 1
    done = [*done, taken]
    another = sqlite_company.start()
    more = judging.histories(sqlite_company.database)
    assert judged(done, more).twice == [f"{another} was begun and not acknowledged"]


def test_the_verdict_names_what_does_not_go_on(sqlite_company: Company, done: list[Done]) -> None:
    def stuck() -> list[str]:
        verdict = Verdict()
        judging.judge_going_on(sqlite_company.database, verdict)
        return verdict.stuck

    first, *others = stuck()
    assert first == f"{done[0].folio} is running" and any(" of events " in each for each in others)
    follow(sqlite_company)
    assert [each.split()[3] for each in stuck()[1:]] == ["notices"]
    write_letters(sqlite_company)
    assert [each.split()[3] for each in stuck()[1:]] == ["outbox"]


def letters(company: Company, arrivals: list[tuple[str, float]], incidents: list[tuple[str, float, float]]) -> Verdict:
    verdict = Verdict()
    found = judging.histories(company.database)
    judging.judge_letters(company.database, arrivals, incidents, 1, found, verdict)
    return verdict


def test_the_verdict_names_a_letter_that_nobody_wrote_and_one_that_came_twice_without_a_reason(
    sqlite_company: Company, done: list[Done]
) -> None:
    told = letters(sqlite_company, [("<GC-2026-0009.4.0@example.com>", 1.0)], []).letters
    assert "GC-2026-0009.4.0 arrived and nobody had written it" in told
    key = f"<{done[0].folio}.9.0@example.com>"
    twice = [(key, 1.0), (key, 20.0)]

    def repeated(incidents: list[tuple[str, float, float]], arrivals: list[tuple[str, float]] = twice) -> int:
        return letters(sqlite_company, arrivals, incidents).repeated

    assert repeated([]) == 0
    assert repeated([("worker", 0.5, 1.5)]) == repeated([("worker", 1 + RECORDED, 9.0)]) == 1
    assert repeated([("worker", 1.1 + RECORDED, 9.0)]) == repeated([("worker", 0.1, 0.9)]) == 0
    assert repeated([("worker", 0.5, 1.5)], [*twice, (f"{key}x", 1.0), (f"{key}x", 2.0)]) == 1
