"""bpmn.timing: what ISO 8601 says of a date, a duration or a cycle, and when it is due."""

from contextlib import suppress
from datetime import UTC, datetime, timedelta
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bpmn.timing import read_timing

MEXICO = ZoneInfo("America/Mexico_City")
MADRID = ZoneInfo("Europe/Madrid")
MONDAY = datetime(2026, 3, 2, 15, 0, tzinfo=UTC)


def due(kind: str, text: str, since: datetime = MONDAY, zone: ZoneInfo = MEXICO) -> str:
    return read_timing(kind, text).due(since, zone).isoformat()


@pytest.mark.parametrize(
    ("kind", "text", "expected"),
    [
        ("duration", "P3D", "2026-03-05T15:00:00+00:00"),
        ("duration", "PT90M", "2026-03-02T16:30:00+00:00"),
        ("duration", "PT1.5S", "2026-03-02T15:00:01.500000+00:00"),
        ("duration", "PT0,5S", "2026-03-02T15:00:00.500000+00:00"),
        ("duration", "PT0.5H", "2026-03-02T15:30:00+00:00"),
        ("duration", "PT1H1,5M", "2026-03-02T16:01:30+00:00"),
        ("duration", "P2W", "2026-03-16T15:00:00+00:00"),
        ("duration", "P1M", "2026-04-02T15:00:00+00:00"),
        ("duration", "P1Y2M3DT4H5M6S", "2027-05-05T19:05:06+00:00"),
        ("date", "2026-03-04", "2026-03-04T06:00:00+00:00"),
        ("date", "2026-03-04T10:00", "2026-03-04T16:00:00+00:00"),
        ("date", "2026-03-04T10:00:30Z", "2026-03-04T10:00:30+00:00"),
        ("date", "2026-03-04T10:00-05:00", "2026-03-04T15:00:00+00:00"),
        ("date", "2020-01-01", "2020-01-01T06:00:00+00:00"),
        ("cycle", "R3/PT1H", "2026-03-02T16:00:00+00:00"),
        ("cycle", "R/P1D", "2026-03-03T15:00:00+00:00"),
        ("cycle", "R/2026-03-04T10:00/P1D", "2026-03-04T16:00:00+00:00"),
        ("cycle", "R/2020-01-01/P1D", "2026-03-03T06:00:00+00:00"),
        ("cycle", "R/2026-01-05T09:00/P1D", "2026-03-02T15:00:00+00:00"),
        ("cycle", "R/2026-01-05T08:59/P1D", "2026-03-03T14:59:00+00:00"),
        ("cycle", "R/2026-01-31T09:00/P1M", "2026-03-31T15:00:00+00:00"),
        ("cycle", "R/0001-01-01/PT1M", "2026-03-02T15:00:36+00:00"),
    ],
)
def test_when_it_is_due(kind: str, text: str, expected: str) -> None:
    assert due(kind, text) == expected


def test_a_month_after_the_last_of_january_is_the_last_of_february() -> None:
    assert due("duration", "P1M", datetime(2026, 1, 31, 18, 0, tzinfo=UTC)) == "2026-02-28T18:00:00+00:00"


def test_a_day_is_one_of_the_calendar_and_an_hour_one_of_the_clock() -> None:
    """In the night to 2026-03-29 clocks go forward in Madrid: noon comes 23 hours after noon."""
    noon = datetime(2026, 3, 28, 12, 0, tzinfo=MADRID)
    assert due("duration", "P1D", noon, MADRID) == "2026-03-29T10:00:00+00:00"
    assert due("duration", "PT24H", noon, MADRID) == "2026-03-29T11:00:00+00:00"


def test_an_hour_is_elapsed_time_also_where_clocks_are_put_back() -> None:
    """From 01:00Z to 02:00Z on 2026-10-25 Madrid's clocks show the hour from two to three for the second time."""
    since = datetime(2026, 10, 25, 1, 30, tzinfo=UTC)
    assert due("duration", "PT1H", since, MADRID) == "2026-10-25T02:30:00+00:00"
    assert due("duration", "PT30M", since, MADRID) == "2026-10-25T02:00:00+00:00"
    assert due("cycle", "R/PT1H", since, MADRID) == "2026-10-25T02:30:00+00:00"


def again(text: str, due: str, fired: str | None = None, zone: ZoneInfo = MEXICO) -> str:
    was = datetime.fromisoformat(due)
    return (
        read_timing("cycle", text).again(was, was if fired is None else datetime.fromisoformat(fired), zone).isoformat()
    )


def test_a_cycle_goes_on_from_when_it_was_due() -> None:
    timing = read_timing("cycle", "R3/P1D")
    assert timing.repetitions == 3 and read_timing("cycle", "R/P1D").repetitions is None
    assert again("R3/P1D", "2026-03-03T15:00Z") == "2026-03-04T15:00:00+00:00"
    assert again("R3/P1D", "2026-03-03T15:00Z", fired="2026-03-03T18:00Z") == "2026-03-04T15:00:00+00:00"


def test_what_was_missed_is_made_up_for_by_one_time() -> None:
    assert again("R/PT1H", "2026-03-03T15:00Z", fired="2026-03-06T15:20Z") == "2026-03-06T16:00:00+00:00"
    assert again("R/PT1H", "2026-03-03T15:00Z", fired="2026-03-03T16:00Z") == "2026-03-03T17:00:00+00:00"
    assert again("R/2026-01-05T09:00/P1D", "2026-03-03T15:00Z", "2026-03-06T15:20Z") == "2026-03-07T15:00:00+00:00"


def test_a_beginning_anchors_every_time_of_a_cycle() -> None:
    last = "R/2026-01-31T09:00/P1M"
    assert again(last, "2026-01-31T15:00Z") == "2026-02-28T15:00:00+00:00"
    assert again(last, "2026-02-28T15:00Z") == "2026-03-31T15:00:00+00:00"
    night = "R/2026-03-27T02:30/P1D"  # the night to the 29th has no half past two in Madrid
    assert again(night, "2026-03-28T01:30Z", zone=MADRID) == "2026-03-29T01:30:00+00:00"
    assert again(night, "2026-03-29T01:30Z", zone=MADRID) == "2026-03-30T00:30:00+00:00"


@given(
    st.sampled_from(
        ["R/PT1H", "R/PT30M", "R/PT1M", "R/P1D", "R/P1DT1H", "R/P1M", "R/2026-10-24T02:30/P1D", "R/P1Y2M3D"]
    ),
    st.datetimes(datetime(2026, 1, 1), datetime(2026, 12, 31), timezones=st.just(UTC)),
    st.integers(0, 40 * 86400),
    st.sampled_from([MEXICO, MADRID, ZoneInfo("America/Tijuana"), ZoneInfo("Australia/Lord_Howe")]),
)
def test_a_cycle_only_goes_forward_and_skips_nothing_that_was_not_missed(
    text: str, since: datetime, late: int, zone: ZoneInfo
) -> None:
    timing = read_timing("cycle", text)
    first = timing.due(since, zone)
    assert first >= since
    fired = first + timedelta(seconds=late)
    following = timing.again(first, fired, zone)
    assert following > fired
    one_after_another = first
    while (one_after_another := timing.again(one_after_another, one_after_another, zone)) <= fired:
        assert one_after_another > first
    if timing.start is not None or not timing.duration or not timing.duration.months:
        assert following == one_after_another


@pytest.mark.parametrize(
    ("kind", "text"),
    [
        *(
            ("duration", text)
            for text in (
                "",
                "P",
                "PT",
                "3D",
                "P3H",
                "PT3D",
                "P3D2M",
                "P-3D",
                "P1.5D",
                "PT1.5H2M",
                "PT.5H",
                "p3d",
                "P３D",
            )
        ),
        *(
            ("date", text)
            for text in ("", "P3D", "2026-02-30", "04/03/2026", "2026-03-04T25:00", "2026-W10-1", "10:00")
        ),
        *(
            ("cycle", text)
            for text in ("", "R", "R3", "PT1H", "R0/PT1H", "R/PT0S", "R/PT59S", "R/PT0.5M", "R3/PT1H/PT1H", "R-1/PT1H")
        ),
    ],
)
def test_what_it_refuses(kind: str, text: str) -> None:
    with pytest.raises(ValueError):
        read_timing(kind, text)


def test_a_moment_beyond_the_calendar_overflows_and_nothing_else_happens() -> None:
    with pytest.raises(OverflowError):
        due("duration", "P999999Y")
    with pytest.raises(OverflowError):
        due("duration", "P7974YT999999H")
    with pytest.raises(OverflowError):
        due("date", "9999-12-31T23:59-12:00")


@given(st.sampled_from(["date", "duration", "cycle"]), st.text(alphabet="PRTYMWDHS0123456789/-:.,Z ", max_size=20))
def test_any_text_is_read_or_refused(kind: str, text: str) -> None:
    try:
        timing = read_timing(kind, text)
    except ValueError:
        return
    with suppress(OverflowError):
        assert timing.due(MONDAY, MEXICO).tzinfo is UTC
