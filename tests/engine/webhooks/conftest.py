"""Fixtures of the tests of webhooks."""

from collections.abc import Iterator

import pytest

from tests.receiver import Receiver, receiving


@pytest.fixture
def receiver() -> Iterator[Receiver]:
    """A system on this machine that is told what happens."""
    with receiving() as found:
        yield found
