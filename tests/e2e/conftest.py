"""One Chromium for the tests of a module, and a site to look at."""

from collections.abc import Iterator

import pytest
from playwright.sync_api import Browser, sync_playwright

from tests import chromium
from tests.e2e.pages import demonstrating
from tests.support import Company


@pytest.fixture(scope="module")
def browser() -> Iterator[Browser]:
    with sync_playwright() as playwright:
        browser = chromium.launch(playwright)
        yield browser
        browser.close()


@pytest.fixture
def address(sqlite_company: Company) -> Iterator[str]:
    """Where the demonstration answers, on a free port, while the test runs."""
    with demonstrating(sqlite_company) as address:
        yield address
