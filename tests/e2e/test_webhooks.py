"""A worker that tells another system what happens is killed in the middle of it, more than once; the system falls over
too. Each event arrives, in its order, and what came twice says so by its id."""

import signal
import threading
from contextlib import ExitStack
from itertools import groupby

import pytest

from tests.e2e.processes import PATIENCE, Process, cauce
from tests.engine.webhooks.hooks import follow, two_steps
from tests.receiver import Receiver, receiving
from tests.support import Company

pytestmark = [pytest.mark.processes, pytest.mark.both_databases]

OPPORTUNITIES = 4
KILLS = 2


def settings_of(company: Company) -> dict[str, str]:
    return {
        "CAUCE_DATABASE_URL": company.database.url,
        "CAUCE_WEBHOOK_NETWORKS": "127.0.0.1",
        "CAUCE_TAKEOVER_SECONDS": "2",
    }


def first_of_each(receiver: Receiver) -> list[str]:
    """The ids of what came, in the order in which each came first."""
    return list(dict.fromkeys(told for told, _ in receiver.told))


def wanted(company: Company, folios: list[str]) -> list[str]:
    types = ("instance_started", "user_task_completed")
    return [f"{folio}:{each.seq}" for folio in folios for each in company.history(folio) if each.type in types]


@pytest.mark.parametrize("arrived", [False, True], ids=["before it arrived", "after it arrived"])
def test_whoever_is_killed_while_it_tells_leaves_nothing_out_and_turns_nothing_round(
    company: Company, arrived: bool
) -> None:
    with receiving() as receiver, ExitStack() as stack:
        follow(company, receiver)
        folios = [two_steps(company) for _ in range(OPPORTUNITIES)]
        expected = wanted(company, folios)
        working: list[Process] = []
        killed = 0
        everything = threading.Event()

        def kill_now_and_then(_write: object) -> None:
            nonlocal killed
            came = len(first_of_each(receiver))
            if came >= len(expected):
                everything.set()
            if killed < KILLS and came >= 3 * (killed + 1):
                killed += 1
                if not arrived:
                    receiver.posted.pop()  # it fell over before it had it
                working[-1].running.send_signal(signal.SIGKILL)

        receiver.says = kill_now_and_then
        while not everything.is_set():
            working.append(stack.enter_context(cauce("worker", **settings_of(company))))
            while working[-1].running.poll() is None and not everything.wait(0.05):
                pass
        assert killed == KILLS and working[-1].running.poll() is None
        working[-1].running.terminate()
        assert working[-1].running.wait(PATIENCE) == 0
    assert first_of_each(receiver) == expected
    came = [told for told, _ in receiver.told]
    assert [told for told, _ in groupby(came)] == expected  # what came twice came twice in a row
    assert len(came) <= len(expected) + KILLS
