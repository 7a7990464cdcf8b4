"""How long a command waits for a database, and for what it does not."""

import logging

import pytest

from engine.errors import StoreUnavailable
from web.cli.waiting import PATIENCE, wait_for


class Time:
    """Passes only where somebody pauses."""

    def __init__(self) -> None:
        self.now = 0.0

    def __call__(self) -> float:
        return self.now

    def pause(self, seconds: float) -> None:
        self.now += seconds


class Server:
    """Answers after so many tries."""

    def __init__(self, tries: float, kind: str | None = "unreachable") -> None:
        self.left, self.kind = tries, kind

    def look(self) -> str:
        if self.left > 0:
            self.left -= 1
            raise StoreUnavailable(reason="nobody there", kind=self.kind)
        return "there"


def test_it_is_said_once_that_one_waits_and_that_it_is_over(caplog: pytest.LogCaptureFixture) -> None:
    caplog.set_level(logging.INFO, "cauce.database")
    time = Time()
    assert wait_for(Server(5).look, clock=time, pause=time.pause) == "there"
    assert time.now == 5
    assert [record.levelname for record in caplog.records] == ["WARNING", "INFO"]
    assert "nobody there" in str(caplog.records[0].msg.values)


def test_where_it_is_there_nothing_is_said(caplog: pytest.LogCaptureFixture) -> None:
    caplog.set_level(logging.INFO, "cauce.database")
    wait_for(Server(0).look)
    assert not caplog.records


def test_it_is_not_waited_for_for_ever() -> None:
    time = Time()
    with pytest.raises(StoreUnavailable):
        wait_for(Server(float("inf")).look, clock=time, pause=time.pause)
    assert time.now == PATIENCE


def test_a_database_that_answers_and_is_not_the_one_is_not_waited_for() -> None:
    time = Time()
    with pytest.raises(StoreUnavailable):
        wait_for(Server(1, None).look, clock=time, pause=time.pause)
    assert time.now == 0
