"""Each indicator says what a query written by hand over the events says."""

from collections import Counter, defaultdict
from collections.abc import Iterator
from datetime import UTC, datetime, time, timedelta
from typing import Any
from zoneinfo import ZoneInfo

import pytest
from sqlalchemy import text

from engine import canonical_json
from engine.calendar.office import OfficeCalendar
from engine.clock import from_text
from engine.impact.fitting import fit_all
from engine.indicators import queries
from engine.indicators.population import Population, population
from engine.instances.reading import EVERYTHING
from engine.replay.figures import Figure
from engine.replay.wanted import Wanted
from tests.engine.indicators.busy import at_work, taken_in
from tests.support import Company

pytestmark = pytest.mark.both_databases

PROCESS = "gestion_comercial"
ZONE = ZoneInfo("America/Mexico_City")
OFFICE = OfficeCalendar("America/Mexico_City")
MINUTE = timedelta(minutes=1)


class Told:
    """The events of a company, as they are stored."""

    def __init__(self, company: Company) -> None:
        with company.database.reading() as connection:
            query = (
                'SELECT instance_id, type, scope, element, pass, "index", actor, at, data FROM events ORDER BY position'
            )
            self.rows = [dict(row._mapping) for row in connection.execute(text(query))]

    def of(self, *types: str) -> Iterator[dict[str, Any]]:
        for row in self.rows:
            if row["type"] in types:
                data: Any = canonical_json.loads(row["data"])
                yield {**row, "data": data, "visit": tuple(row[name] for name in VISIT)}


VISIT = ("instance_id", "scope", "element", "pass", "index")


def month(moment: str) -> str:
    return f"{from_text(moment).astimezone(ZONE):%Y-%m}"


def worked(since: str, until: str) -> int:
    """Minutes between nine and six on days that the office works, counted day by day."""
    first, last = from_text(since), from_text(until)
    total, day = timedelta(), first.astimezone(ZONE).date()
    while day <= last.astimezone(ZONE).date():
        if OFFICE.is_business_day(day):
            opens, closes = (datetime.combine(day, time(hour), ZONE) for hour in (9, 18))
            total += max(min(closes, last) - max(opens, first), timedelta())
        day += timedelta(days=1)
    return total // MINUTE


@pytest.fixture
def busy(company: Company) -> Company:
    found = at_work(company)
    taken_in(found)
    return found


def test_what_the_indicators_say_is_what_the_events_say(busy: Company) -> None:
    told, all_ = Told(busy), Population(PROCESS)
    looked_up = Population(PROCESS, ids=ids(busy))
    started = {row["instance_id"]: row["at"] for row in told.of("instance_started")}
    ended = {
        row["instance_id"]: (row["at"], row["element"] or "cancelled")
        for row in told.of("instance_completed", "instance_cancelled")
    }
    completed = list(told.of("user_task_completed"))
    enabled = {row["visit"]: row for row in told.of("user_task_enabled")}
    closed = {row["visit"]: row["at"] for row in told.of("user_task_completed", "user_task_withdrawn")}
    cancelled = {row["instance_id"]: row["at"] for row in told.of("instance_cancelled")}
    claimed = {row["visit"]: row["actor"] for row in told.of("user_task_claimed")}
    released = {row["visit"] for row in told.of("user_task_released")}
    open_ = {visit: row for visit, row in enabled.items() if visit not in closed and visit[0] not in ended}

    def ends(visit: tuple[Any, ...]) -> str:
        return closed.get(visit) or cancelled.get(visit[0], "")

    with busy.database.reading() as connection:
        for of in (all_, looked_up):  # what is kept, and what is made when it is asked for
            counts = Counter(
                {(each.started, each.ended, each.outcome): each.number for each in queries.counts(connection, of)}
            )
            over = {id: (month(at), outcome) for id, (at, outcome) in ended.items()}
            assert counts == Counter((month(at), *over.get(id, ("", ""))) for id, at in started.items())

            durations = Counter()
            for month_, outcome, days, number in queries.durations(connection, of):
                durations[month_, outcome, days] += number
            assert durations == Counter(
                (month(at), outcome, worked(started[id], at) // 540) for id, (at, outcome) in ended.items()
            )

            again = Counter(visit[0] for visit in enabled if visit[3] > 1)
            assert queries.corrections(connection, of).counts == Counter(again[id] for id in started)

            ways: dict[int, list[str]] = defaultdict(list)
            for row in completed:
                ways[row["instance_id"]].append(row["element"])
            gone = Counter(tuple(ways[id]) for id in ended)
            found, many = queries.ways(connection, of, 10)
            assert {tuple(element for _, element, _ in way.steps): way.count for way in found} == gone
            assert many == len(gone)

            elements = queries.elements(connection, of)
            for element in {visit[2] for visit in enabled if not visit[1]}:
                visits = [visit for visit in enabled if visit[1:3] == ("", element)]
                done = [row for row in completed if row["scope"] == "" and row["element"] == element]
                late = [visit for visit in visits if (due := enabled[visit]["data"]["due_at"]) and ends(visit) > due]
                figures = elements[PROCESS, element]
                assert (figures.visits, figures.instances) == (len(visits), len({visit[0] for visit in visits}))
                assert figures.again == sum(visit[3] > 1 for visit in visits)
                assert (figures.completed, figures.late) == (len(done), len(late))
                took = [worked(enabled[row["visit"]]["at"], row["at"]) for row in done]
                assert figures.worked == (sum(took) / len(took) if took else None)

            flows = Counter(
                flow for row in told.rows if row["scope"] == "" and '"flows":' in row["data"]
                for flow in canonical_json.loads(row["data"])["flows"]
            )  # fmt: skip
            passed = {
                flow: each.passages for (home, flow), each in queries.flows(connection, of).items() if home == PROCESS
            }
            assert passed == flows

            lanes = Counter((enabled[row["visit"]]["data"].get("lane") or "", month(row["at"])) for row in completed)
            by_lane = {(each.lane, each.month): each.completed for each in queries.lanes(connection, of, "")}
            assert by_lane == lanes

            now = busy.clock.now
            bounds = [now - timedelta(days=30)]
            waits = Counter(
                (row["data"].get("lane") or "", int(from_text(row["at"]) < bounds[0])) for row in open_.values()
            )
            waiting = queries.waiting(connection, of, bounds, now)
            assert {(each.lane, each.age): each.steps for each in waiting} == waits
            overdue = [row for row in open_.values() if (due := row["data"].get("due_at")) and from_text(due) < now]
            assert sum(each.late for each in waiting) == len(overdue) > 0

            held = Counter(actor for visit, actor in claimed.items() if visit in open_ and visit not in released)
            assert {each.person: each.steps for each in queries.holding(connection, of, now)} == held and held


def ids(company: Company) -> Any:
    """All of them, looked up one by one: by a filter that nothing is kept of."""
    wanted = Wanted(figures=(Figure("missed", ("", "")),))
    with company.database.reading() as connection:
        found = population(connection, EVERYTHING, PROCESS, wanted, ZONE)
    assert found.ids is not None
    return found.ids


def test_a_filter_by_version_outcome_and_months_reads_what_is_kept(busy: Company) -> None:
    march = datetime(2026, 3, 1, tzinfo=ZONE).astimezone(UTC)
    with busy.database.reading() as connection:
        kept = population(connection, EVERYTHING, PROCESS, Wanted(since=march, outcome="fin_ganada"), ZONE)
        assert kept == Population(PROCESS, outcome="fin_ganada", started=("2026-03", ""))
        assert sum(each.number for each in queries.counts(connection, kept)) == 2
        other = population(connection, EVERYTHING, PROCESS, Wanted(since=march + timedelta(days=1)), ZONE)
        assert other.ids is not None


def test_what_is_over_is_tried_on_each_version_once(busy: Company) -> None:
    def try_all() -> int:
        return fit_all(busy.database, busy.runtime.library, busy.clock, until=busy.clock.now + timedelta(days=999))

    with busy.database.reading() as connection:
        over = sum(each.number for each in queries.counts(connection, Population(PROCESS)) if each.outcome)
    assert try_all() == over
    assert try_all() == 0
    with busy.database.reading() as connection:
        (verdicts,) = queries.fits(connection, Population(PROCESS)).values()
    assert verdicts == {"same": over}
