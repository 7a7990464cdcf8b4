"""The processes of the site, as gunicorn runs them."""

import logging
import socket
from collections.abc import Callable
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from gunicorn.app.base import BaseApplication
from gunicorn.arbiter import Arbiter
from gunicorn.glogging import Logger

from web.i18n import Translator
from web.serving.answers import answers
from web.serving.process import SiteProcess
from web.serving.proxy import BehindProxy

if TYPE_CHECKING:
    from flask import Flask

THREADS = 8
"""Requests that one process does at the same time; each needs a connection to the database."""
GRACE = 30  # seconds that running requests have to end after SIGTERM
HUNG = 60  # seconds after which a process whose loop does not move is replaced


@dataclass(frozen=True)
class Served:
    """What a process needs besides gunicorn's settings. `most`: bytes that a request's body may have."""

    answers: dict[str, bytes]
    most: int


def serve(
    app: "Flask",
    listening: socket.socket,
    gettext: Translator,
    *,
    ready: Callable[[], None],
    processes: int = 1,
    proxy: str | None = None,
    began: Callable[[int], Callable[[], None]] | None = None,
) -> None:
    """Serve `app` on a socket that listens, until SIGTERM or SIGINT; ends the program by SystemExit.

    Everything is loaded before the processes are forked, and shared by them; nothing may be open then that two cannot
    have, such as a connection to a database. `ready` is called once signals are heard and connections are taken;
    `began` in each process as it starts, with its number, and what it gives as that process ends. `proxy`: see
    `web.serving.proxy`.
    """
    most = int(app.config["MAX_CONTENT_LENGTH"]) + 1024 * 1024  # the site's own page says it better
    site = Served(answers(gettext), most)
    _Processes(_Configured(BehindProxy(app, proxy), listening, processes, site, ready, began)).run()


class _Processes(Arbiter):  # type: ignore[misc]  # gunicorn says no types
    """Gunicorn's, where Ctrl-C is as graceful as SIGTERM; the second one is not."""

    def handle_int(self) -> None:
        """See gunicorn."""
        self.handle_term()

    def handle_usr2(self) -> None:
        """Nothing: a new program is started beside this one, by whoever upgrades it."""


class _Configured(BaseApplication):  # type: ignore[misc]
    """Gunicorn's settings, from here alone: no file, no variable, no argument of the command is read as one."""

    def __init__(
        self,
        app: BehindProxy,
        listening: socket.socket,
        processes: int,
        site: Served,
        ready: Callable[[], None],
        began: Callable[[int], Callable[[], None]] | None,
    ) -> None:
        self._app, self._site = app, site
        self._began, self._ending = began, list[Callable[[], None]]()
        self._settings = {
            "bind": f"fd://{listening.detach()}",
            "workers": processes,
            "worker_class": SiteProcess,
            "threads": THREADS,
            "timeout": HUNG,
            "graceful_timeout": GRACE,
            "forwarded_allow_ips": "",  # whom to believe is `web.serving.proxy`'s
            "control_socket_disable": True,
            "logger_class": _Log,
            "preload_app": True,
            "when_ready": lambda _arbiter: ready(),
            "post_worker_init": self._begin,
            "worker_exit": self._end,
        }
        super().__init__()

    def load_config(self) -> None:
        """See gunicorn."""
        for name, value in self._settings.items():
            self.cfg.set(name, value)
        self.cfg.site = self._site

    def load(self) -> BehindProxy:
        """See gunicorn."""
        return self._app

    def _begin(self, process: SiteProcess) -> None:
        if self._began is not None:
            self._ending.append(self._began(process.age))

    def _end(self, _arbiter: Arbiter, _process: SiteProcess) -> None:
        while self._ending:
            self._ending.pop()()


class _Log(Logger):  # type: ignore[misc]
    """What gunicorn has to say that matters, among everything else that the program logs."""

    def setup(self, cfg: Any) -> None:
        """See gunicorn."""
        self.cfg, self.loglevel = cfg, logging.WARNING
        self.error_log.setLevel(logging.WARNING)
        self.error_log.propagate = True
        self._access_log_enabled = False
