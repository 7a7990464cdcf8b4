"""How long a failed delivery waits."""

from datetime import timedelta

from hypothesis import given
from hypothesis import strategies as st

from engine.notifications.backoff import FIRST, LIMIT, LONGEST, wait


def test_each_wait_is_about_double_the_one_before_until_the_longest() -> None:
    for attempt in range(1, LIMIT):
        about = min(FIRST * 2 ** (attempt - 1), LONGEST)
        assert 0.8 * about <= wait("GC-2026-0001.5.0", attempt) <= 1.2 * about


def test_a_server_that_is_down_for_a_night_is_waited_for() -> None:
    assert sum((wait("k", attempt) for attempt in range(1, LIMIT)), timedelta()) > timedelta(hours=9)


def test_what_failed_together_does_not_come_back_together() -> None:
    assert len({wait(f"GC-2026-{number:04d}.5.0", 1) for number in range(100)}) == 100


@given(st.text(), st.integers(1, 10_000))
def test_the_wait_follows_from_key_and_attempt_and_stays_in_bounds(key: str, attempt: int) -> None:
    assert wait(key, attempt) == wait(key, attempt) <= 1.2 * LONGEST
