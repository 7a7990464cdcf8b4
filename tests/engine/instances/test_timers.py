"""Timers: recorded when they begin to wait, fired from the table when they are due, once, whatever else happens."""

import threading
from collections.abc import Sequence
from concurrent.futures import ThreadPoolExecutor
from datetime import datetime, timedelta

import pytest
from sqlalchemy import select

from engine.db import Database
from engine.definitions.inspection import Source
from engine.errors import ExecutionFailed, TaskAlreadyCompleted
from engine.history.channels import JOB
from engine.instances import models
from engine.instances.timers import fire_due
from tests.engine.definitions.publishing import publish
from tests.engine.execution.diagrams import diagram
from tests.engine.instances.again import assert_rebuilds
from tests.support import START, Company

pytestmark = pytest.mark.both_databases

HOUR = timedelta(hours=1)
OWNER = "<bpmn:potentialOwner><bpmn:resourceRef>comercial</bpmn:resourceRef></bpmn:potentialOwner>"


def timed(
    flows: str,
    timers: dict[str, tuple[str, str]],
    extra: dict[str, str] | None = None,
    other: dict[str, str] | None = None,
) -> bytes:
    """A diagram of user tasks for Comercial. A timer on `a` is named ``on…`` (interrupting) or ``beside…``; what is of
    another kind, and what stands inside it, is told."""
    kinds, inner = {}, dict(extra or {})
    for name, (tag, value) in timers.items():
        kinds[name] = "intermediateCatchEvent"
        if name.startswith(("on", "beside")):
            kinds[name] = f'boundaryEvent attachedToRef="a" cancelActivity="{"true" if name[:2] == "on" else "false"}"'
        inner[name] = f"<bpmn:timerEventDefinition><bpmn:{tag}>{value}</bpmn:{tag}></bpmn:timerEventDefinition>"
    inner |= dict.fromkeys("abc", OWNER)
    source = diagram(flows, kinds | (other or {}), inner)
    return source.replace(b"<bpmn:process", b'<bpmn:resource id="comercial" name="Comercial"/><bpmn:process', 1)


def started(company: Company, source: bytes) -> str:
    publish(company, Source("p.bpmn", source))
    return company.start("p", "comercial")


def fire(company: Company, at: datetime) -> int:
    return fire_due(company.database, company.runtime, at)


def told(company: Company, folio: str) -> list[str]:
    """The events of an instance in short: what, where, and when it is due."""
    found = []
    for event in company.history(folio):
        place = "" if event.round is None else f" {event.scope}{event.element}#{event.round}"
        due = event.payload.get("due_at") if event.type.startswith("timer") else None
        found.append(f"{event.type}{place}" + ("" if due is None else f" {str(due)[5:16]}"))
    return found


def stored(company: Company) -> list[tuple[str, str]]:
    with company.database.reading() as connection:
        rows = connection.execute(select(models.timers).order_by(models.timers.c.due_at)).all()
    return [(f"{row.element}#{row._mapping['pass']}", row.status) for row in rows]


# The company's clock: deployed at 15:01, started at 15:02 (UTC), a minute for each command.


def test_an_interrupting_timer_takes_the_work_away_when_it_is_due_and_not_before(company: Company) -> None:
    folio = started(company, timed("start > a > end\non_time > b > end2", {"on_time": ("timeDuration", "PT1H")}))
    assert stored(company) == [("on_time#1", "waiting")]
    assert fire(company, START + HOUR) == 0
    assert fire(company, START + HOUR + timedelta(minutes=2)) == 1
    assert told(company, folio)[1:] == [
        "user_task_enabled a#1",
        "timer_set on_time#1 03-02T16:02",
        "timer_fired on_time#1 03-02T16:02",
        "user_task_withdrawn a#1",
        "user_task_enabled b#1",
    ]
    assert stored(company) == [("on_time#1", "fired")]
    assert [task.item.visit.element for task in company.tasks(folio)] == ["b"]
    assert_rebuilds(company, folio)


def test_a_timer_is_withdrawn_when_its_activity_is_completed_first(company: Company) -> None:
    folio = started(company, timed("start > a > b > end\non_time > end2", {"on_time": ("timeDuration", "P1D")}))
    company.do(folio, "a")
    assert "timer_withdrawn on_time#1" in told(company, folio)
    assert stored(company) == [("on_time#1", "withdrawn")]
    assert fire(company, START + 100 * HOUR) == 0
    assert_rebuilds(company, folio)


def test_a_timer_beside_leaves_the_work_where_it_is(company: Company) -> None:
    folio = started(company, timed("start > a > end\nbeside > b > end2", {"beside": ("timeDuration", "PT1H")}))
    assert fire(company, START + 2 * HOUR) == 1
    assert sorted(task.item.visit.element for task in company.tasks(folio)) == ["a", "b"]
    company.do(folio, "a")
    assert company.do(folio, "b").status == "completed"
    assert_rebuilds(company, folio)


def test_a_cycle_comes_again_counted_from_when_it_was_due(company: Company) -> None:
    folio = started(company, timed("start > a > end\nbeside > b > end2", {"beside": ("timeCycle", "R3/PT1H")}))
    assert fire(company, START + timedelta(minutes=90)) == 1
    assert told(company, folio)[-3:] == [
        "timer_fired beside#1 03-02T16:02",
        "user_task_enabled b#1",
        "timer_set beside#2 03-02T17:02",
    ]
    # Nobody came for a day: what was missed is made up for once, and three times is three times.
    assert fire(company, START + 24 * HOUR) == 1
    assert told(company, folio)[-3:] == [
        "timer_fired beside#2 03-02T17:02",
        "user_task_enabled b#2",
        "timer_set beside#3 03-03T15:02",
    ]
    assert fire(company, START + 24 * HOUR + timedelta(minutes=2)) == 1
    assert stored(company) == [("beside#1", "fired"), ("beside#2", "fired"), ("beside#3", "fired")]
    assert len(company.tasks(folio)) == 4
    assert_rebuilds(company, folio)


def test_every_day_at_nine_is_every_day_at_nine(company: Company) -> None:
    daily = {"beside": ("timeCycle", "R/2026-01-05T09:00/P1D")}
    folio = started(company, timed("start > a > end\nbeside > b > end2", daily))
    assert told(company, folio)[-1] == "timer_set beside#1 03-03T15:00"  # begun at 15:02 in UTC, two past nine
    assert fire(company, START + 24 * HOUR) == 1
    assert told(company, folio)[-1] == "timer_set beside#2 03-04T15:00"
    assert_rebuilds(company, folio)


def test_a_cycle_without_end_stops_with_its_activity(company: Company) -> None:
    folio = started(company, timed("start > a > end\nbeside > b > end2", {"beside": ("timeCycle", "R/P1D")}))
    for day in range(1, 4):
        assert fire(company, START + day * 24 * HOUR + HOUR) == 1
    company.do(folio, "a")
    assert fire(company, START + 100 * 24 * HOUR) == 0
    assert stored(company)[-1] == ("beside#4", "withdrawn")
    assert_rebuilds(company, folio)


def test_an_instance_may_wait_for_nothing_but_a_date(company: Company) -> None:
    folio = started(company, timed("start > wait > a > end", {"wait": ("timeDate", "2026-03-04T09:00")}))
    assert company.tasks(folio) == []
    assert told(company, folio)[-1] == "timer_set wait#1 03-04T15:00"  # nine in the morning in Mexico City
    assert fire(company, datetime.fromisoformat("2026-03-04T15:00Z")) == 1
    assert [task.item.visit.element for task in company.tasks(folio)] == ["a"]
    assert_rebuilds(company, folio)


def test_what_a_timer_says_may_come_from_the_data(company: Company) -> None:
    script = "<bpmn:script>term = {}</bpmn:script>"
    source = timed(
        "start > script > wait > end", {"wait": ("timeDuration", "term")}, {"script": script.format('"P2D"')}
    )
    folio = started(company, source)
    assert told(company, folio)[-1] == "timer_set wait#1 03-04T15:02"
    broken = timed("start > script > wait > end", {"wait": ("timeDuration", "term")}, {"script": script.format("3")})
    with pytest.raises(ExecutionFailed, match="it needs something like") as caught:
        started(company, broken)
    assert caught.value.details["element"] == "wait"


def test_a_timer_may_count_business_days(company: Company) -> None:
    due = '<bpmn:extensionElements><cauce:due businessDays="{}" {}/></bpmn:extensionElements>'
    timer = {"wait": ("timeDuration", "P2D")}

    def source(business_days: int, before: str = "") -> bytes:
        script = '<bpmn:script>day = "2026-03-17"\nitems = "soon"</bpmn:script>'
        plain = timed("start > script > wait > end", timer, {"script": script})
        named = plain.replace(b"<bpmn:definitions ", b'<bpmn:definitions xmlns:cauce="urn:cauce:bpmn:1" ')
        return named.replace(b"<bpmn:timerEvent", due.format(business_days, before).encode() + b"<bpmn:timerEvent", 1)

    # From Monday the 2nd, Monday the 16th a holiday (Juárez's birthday); until the office closes, six in the evening.
    assert told(company, started(company, source(5)))[-1] == "timer_set wait#1 03-10T00:00"
    assert told(company, started(company, source(1, 'before="day"')))[-1] == "timer_set wait#1 03-14T00:00"
    with pytest.raises(ExecutionFailed, match="holds no date"):
        started(company, source(1, 'before="items"'))


def test_the_last_moment_of_the_calendar_is_refused(company: Company) -> None:
    with pytest.raises(ExecutionFailed, match="beyond any calendar"):
        started(company, timed("start > wait > end", {"wait": ("timeDuration", "P9999Y")}))


def test_cancelling_withdraws_what_waits(company: Company) -> None:
    folio = started(company, timed("start > a > end\nbeside > b > end2", {"beside": ("timeCycle", "R/PT1H")}))
    company.command("cancel", folio, "No procede", actor="comercial")
    assert stored(company) == [("beside#1", "withdrawn")]
    assert fire(company, START + 100 * HOUR) == 0
    assert_rebuilds(company, folio)


def test_due_timers_of_many_instances_fire_in_the_order_in_which_they_are_due(company: Company) -> None:
    source = timed("start > wait > a > end", {"wait": ("timeDuration", "PT1H")})
    folios = [started(company, source), *(company.start("p", "comercial") for _ in range(4))]
    assert fire_due(company.database, company.runtime, START + 9 * HOUR, limit=2) == 2
    assert [task.folio for task in company.tasks()] == folios[:2]
    assert fire(company, START + 9 * HOUR) == 3


def test_one_that_fails_keeps_no_other_from_firing(company: Company) -> None:
    broken = timed(
        "start > wait > script > choice [1/days<1] > a > end\nchoice [else] > end2",
        {"wait": ("timeDuration", "PT1H")},
        {"script": "<bpmn:script>days = 0</bpmn:script>"},
    )
    first = started(company, broken)
    second = started(company, timed("start > wait > a > end", {"wait": ("timeDuration", "PT2H")}))
    with pytest.raises(ExecutionFailed, match="divides by zero"):
        fire(company, START + 9 * HOUR)
    assert [task.folio for task in company.tasks()] == [second]
    assert told(company, first)[-1].startswith("timer_set")
    assert_rebuilds(company, first)


def together(company: Company, count: int, at: datetime) -> Sequence[int]:
    """So many workers, each on connections of its own, look for what is due at the same moment."""
    ready = threading.Barrier(count)

    def work(_: int) -> int:
        database = Database(company.database.url, JOB)
        try:
            ready.wait()
            return fire_due(database, company.runtime, at)
        finally:
            database.close()

    with ThreadPoolExecutor(count) as pool:
        return list(pool.map(work, range(count)))


def test_two_workers_fire_each_timer_once(company: Company) -> None:
    source = timed("start > a > end\nbeside > b > end2", {"beside": ("timeCycle", "R2/PT1H")})
    folios = [started(company, source), *(company.start("p", "comercial") for _ in range(5))]
    assert sum(together(company, 2, START + 2 * HOUR)) == 6
    assert sum(together(company, 2, START + 9 * HOUR)) == 6
    for folio in folios:
        fired = [event.round for event in company.history(folio) if event.type == "timer_fired"]
        assert fired == [1, 2]
        assert_rebuilds(company, folio)


def test_a_person_and_a_timer_at_once_leave_one_winner(company: Company) -> None:
    folio = started(company, timed("start > a > b > end\non_time > c > end2", {"on_time": ("timeDuration", "PT1H")}))
    id = company.task(folio, "a").item.id
    ready = threading.Barrier(2)

    def person() -> object:
        own = Company(Database(company.database.url, JOB), company.runtime, company.clock)
        try:
            ready.wait()
            return own.complete(id, {}, actor="comercial", fill=False)
        except TaskAlreadyCompleted as error:
            return error
        finally:
            own.database.close()

    with ThreadPoolExecutor(1) as pool:
        outcome = pool.submit(person)
        ready.wait()
        fired = fire(company, START + 9 * HOUR)
    assert fired == isinstance(outcome.result(), TaskAlreadyCompleted)
    assert [task.item.visit.element for task in company.tasks(folio)] == ["c" if fired else "b"]
    assert_rebuilds(company, folio)
