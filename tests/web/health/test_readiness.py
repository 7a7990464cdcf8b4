"""Whether the site can work, also where its database does not answer."""

import threading

import pytest

from engine.errors import SchemaDiffers, StoreUnavailable
from web.health.readiness import Readiness

PATIENCE = 30


def test_what_is_found_is_told() -> None:
    def older() -> None:
        raise SchemaDiffers(kind="older", found="0001", expected="0002")

    readiness = Readiness()
    readiness.require(lambda: None)
    with pytest.raises(SchemaDiffers):
        readiness.require(older)
    readiness.require(lambda: None)


def test_who_asks_while_the_database_hangs_is_told_so_soon_and_one_thread_waits_for_it() -> None:
    readiness, answers, asked = Readiness(), threading.Event(), list[int]()

    def hang() -> None:
        asked.append(1)
        assert answers.wait(PATIENCE)

    for _ in range(3):
        with pytest.raises(StoreUnavailable) as error:
            readiness.require(hang, 0.01)
        assert error.value.details["kind"] == "unreachable"
    assert asked == [1]
    answers.set()
    readiness.require(hang, PATIENCE)  # whoever waits hears the answer when it comes
    readiness.require(lambda: asked.append(2), PATIENCE)
    assert asked[-1] == 2
