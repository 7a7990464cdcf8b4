"""A bell between processes."""

import os

import pytest

from engine.bell import Bell

PATIENCE = 10


@pytest.mark.processes
def test_it_is_heard_in_the_process_that_did_not_ring() -> None:
    bell = Bell()
    assert not bell.wait(0)
    child = os.fork()
    if child == 0:
        bell.set()
        os._exit(0)
    assert bell.wait(PATIENCE)
    os.waitpid(child, 0)
    bell.clear()
    assert not bell.wait(0)
    bell.close()


def test_ringing_never_waits_for_anybody_to_hear() -> None:
    bell = Bell()
    for _ in range(100_000):
        bell.set()
    bell.clear()
    assert not bell.wait(0)
    bell.close()
