"""A site to look at; the Chromium is `tests.conftest`'s."""

from collections.abc import Iterator

import pytest

from tests.e2e.pages import demonstrating
from tests.support import Company


@pytest.fixture
def address(sqlite_company: Company) -> Iterator[str]:
    """Where the demonstration answers, on a free port, while the test runs."""
    with demonstrating(sqlite_company) as address:
        yield address
