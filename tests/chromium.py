"""The real Chromium that tests look at pages with."""

import shutil
from pathlib import Path

import pytest
from playwright.sync_api import Browser, Playwright

# The shell first: the same engine without windows around it, which take Chromium more CPU than the pages do.
PROGRAMS = ("chromium-headless-shell", "chromium", "chromium-browser", "google-chrome")
ARGUMENTS = ["--no-sandbox", "--disable-gpu", "--disable-background-networking"]


def launch(playwright: Playwright) -> Browser:
    """Start it with a fresh profile: the machine's, or Playwright's own. The test fails, saying so, without either."""
    found = next(filter(None, map(shutil.which, PROGRAMS)), None)
    if found is None and not Path(playwright.chromium.executable_path).exists():
        pytest.fail("Chromium is missing; install it, or run `playwright install chromium` in the venv of `make test`.")
    return playwright.chromium.launch(executable_path=found, args=ARGUMENTS)
