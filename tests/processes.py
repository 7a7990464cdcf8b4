"""Holds the mark ``processes`` to account: a test that starts a process of its own says so, and `make unit` leaves it
out. Whatever opens a browser, builds the front end or asks a PostgreSQL server starts one by that."""

import multiprocessing.process
import subprocess
from collections.abc import Callable
from typing import Any

import pytest

SAYS_SO = ("processes", "browser", "node", "postgresql")
STARTS = ((subprocess.Popen, "__init__"), (multiprocessing.process.BaseProcess, "start"))


class Processes:
    """A pytest plugin, registered by `tests.conftest`."""

    def __init__(self) -> None:
        self._silent: str | None = None
        for kind, starts in STARTS:
            setattr(kind, starts, self._asked(getattr(kind, starts)))

    def _asked(self, start: Callable[..., Any]) -> Callable[..., Any]:
        def begin(*args: Any, **kwargs: Any) -> Any:
            if self._silent is not None:
                pytest.fail(f"{self._silent} starts a process: it needs the mark `processes`")
            return start(*args, **kwargs)

        return begin

    @pytest.hookimpl(tryfirst=True)
    def pytest_runtest_setup(self, item: pytest.Item) -> None:
        marked = any(item.get_closest_marker(mark) for mark in SAYS_SO)
        self._silent = None if marked else item.nodeid

    @pytest.hookimpl(tryfirst=True)  # what several tests share ends with the last of them
    def pytest_runtest_teardown(self) -> None:
        self._silent = None
