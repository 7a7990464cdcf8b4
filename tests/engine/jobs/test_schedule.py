"""When jobs run by themselves, on the worker inside and in cron's words."""

from datetime import UTC, datetime, timedelta
from zoneinfo import ZoneInfo

import pytest
from croniter import croniter

from engine.jobs.catalogue import JOBS
from engine.jobs.schedule import Every, Nightly

MEXICO, MADRID = ZoneInfo("America/Mexico_City"), ZoneInfo("Europe/Madrid")


def test_what_is_due_all_day_long_starts_with_the_worker_and_goes_on() -> None:
    at = datetime(2026, 3, 2, 15, 0, tzinfo=UTC)
    assert Every(5).first(at, MEXICO) == at
    assert Every(5).following(at, MEXICO) == at + timedelta(seconds=5)


@pytest.mark.parametrize(
    ("at", "zone", "following"),
    [
        ("2026-03-02T08:59:59Z", MEXICO, "2026-03-02T09:00:00Z"),
        ("2026-03-02T09:00:00Z", MEXICO, "2026-03-03T09:00:00Z"),
        ("2026-03-02T15:00:00Z", MEXICO, "2026-03-03T09:00:00Z"),
        ("2026-03-28T12:00:00Z", MADRID, "2026-03-29T01:00:00Z"),  # the night that summer time begins
        ("2026-10-24T12:00:00Z", MADRID, "2026-10-25T02:00:00Z"),
    ],
)
def test_a_nightly_job_runs_at_its_hour_where_people_are(at: str, zone: ZoneInfo, following: str) -> None:
    moment = datetime.fromisoformat(at)
    assert Nightly(3).following(moment, zone) == Nightly(3).first(moment, zone) == datetime.fromisoformat(following)


@pytest.mark.parametrize("schedule", [Every(5), Every(15), Every(60), Every(900), Nightly(3), Nightly(23)])
def test_cron_says_the_same(schedule: Every | Nightly) -> None:
    at = datetime(2026, 3, 2, 0, 0, tzinfo=UTC)
    said = croniter(schedule.cron(at, MEXICO), at)
    for _ in range(3):
        at = schedule.following(at, MEXICO)
        assert said.get_next(datetime) == at


def test_every_job_has_a_name_of_its_own_and_a_schedule_that_cron_can_say() -> None:
    at = datetime(2026, 3, 2, tzinfo=UTC)
    assert len({job.name for job in JOBS}) == len(JOBS)
    assert all(croniter.is_valid(job.schedule.cron(at, MEXICO)) for job in JOBS)
