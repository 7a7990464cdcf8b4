"""A walk is written down and read again; what is no walk is said to be none."""

from datetime import UTC, datetime

import pytest

from engine.trials import acts
from engine.trials.acts import Answer, BadWait, BadWalk, Complete, TooLongAWalk, Wait, Walk, walk_from

BEGUN = datetime(2026, 3, 2, 15, 0, tzinfo=UTC)
WALK = Walk("comercial", BEGUN)


def test_a_walk_is_read_as_it_was_written() -> None:
    walk = WALK
    for act in (Complete("preventa", "participacion", 2, {"horas": 4}), Wait(24), Wait(), Answer("revisar", None, {})):
        walk = walk.and_then(act)
    assert walk_from(walk.text()) == walk


@pytest.mark.parametrize(
    "text",
    [
        "",
        "{}",
        "[]",
        '{"by": "comercial", "begun": "ayer", "acts": []}',
        '{"by": "comercial", "begun": "2026-03-02T15:00:00.000000Z", "acts": [{"act": "dance"}]}',
        '{"by": "comercial", "begun": "2026-03-02T15:00:00.000000Z", "acts": [{"act": "wait", "hours": "x"}]}',
        '{"by": "comercial", "begun": "2026-03-02T15:00:00.000000Z", "acts": [7]}',
    ],
)
def test_what_is_no_walk_is_said_to_be_none(text: str) -> None:
    with pytest.raises(BadWalk):
        walk_from(text)


@pytest.mark.parametrize("hours", [0, -1, acts.LONGEST_WAIT + 1])
def test_the_clock_goes_forward_and_not_for_ever(hours: int) -> None:
    with pytest.raises(BadWait):
        WALK.and_then(Wait(hours))


def test_a_walk_has_an_end() -> None:
    walk = Walk("comercial", BEGUN, (Wait(1),) * acts.MOST)
    with pytest.raises(TooLongAWalk):
        walk.and_then(Wait(1))
    with pytest.raises(TooLongAWalk):
        WALK.and_then(Complete("comercial", "prospeccion", None, {"texto": "x" * acts.LONGEST}))
