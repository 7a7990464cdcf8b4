"""Bytes that wait: in the order in which they came, in memory or in a file."""

import pytest

from web.serving.spool import IN_MEMORY, Spool


@pytest.mark.parametrize("size", [10, IN_MEMORY], ids=["in memory", "in a file"])
def test_what_is_appended_while_some_is_dropped_keeps_its_order(size: int) -> None:
    spool, given, taken = Spool(), b"", b""
    for number in range(5):
        part = bytes([number]) * size
        spool.append(part)
        given += part
        first = spool.peek(7)
        taken += first
        spool.drop(len(first))
    assert len(spool) == len(given) - len(taken)
    assert taken + b"".join(spool.pieces()) == given
    assert len(spool) == 0
    spool.close()


def test_what_is_empty_again_begins_anew() -> None:
    spool = Spool()
    for _ in range(3):
        spool.append(b"abc")
        assert spool.peek() == b"abc"
        spool.drop(3)
        assert not spool.peek()
    spool.close()
