"""The `cauce` command as processes of their own."""

import os
import subprocess
import sys
import threading
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass, field
from pathlib import Path

import psutil

ROOT = Path(__file__).parents[2]
PATIENCE = 90  # seconds until a test gives up, however busy the machine is
READY = {"worker": "trabajando", "serve": "http://", "demo": "http://"}


@dataclass
class Process:
    """One of them; `said` is what it wrote to standard error."""

    running: subprocess.Popen[str]
    ready: str
    said: list[str] = field(default_factory=list)
    ended: bool = False
    _changed: threading.Condition = field(default_factory=threading.Condition)

    def listen(self) -> None:
        assert self.running.stderr is not None
        for line in self.running.stderr:
            with self._changed:
                self.said.append(line)
                self._changed.notify_all()
        with self._changed:
            self.ended = True
            self._changed.notify_all()

    def wait_until_ready(self) -> str:
        """Return when it is at work, with the line that says so."""
        with self._changed:
            self._changed.wait_for(lambda: self.ended or self._ready_lines, PATIENCE)
            assert self._ready_lines, self.said
            return self._ready_lines[0].strip()

    def wait_for(self, words: str, times: int = 1) -> None:
        """Return when it has said so, so many times."""

        def said() -> bool:
            return sum(words in line for line in self.said) >= times

        with self._changed:
            self._changed.wait_for(lambda: self.ended or said(), PATIENCE)
            assert said(), self.said

    @property
    def _ready_lines(self) -> list[str]:
        return [line for line in self.said if self.ready in line]

    def kill(self) -> None:
        """End it at once, with the processes that it started."""
        everybody = [psutil.Process(self.running.pid)] if self.running.poll() is None else []
        for each in everybody + [child for parent in everybody for child in parent.children(recursive=True)]:
            with suppress(psutil.NoSuchProcess):
                each.kill()

    def holds(self, port: int) -> bool:
        """Whether a connection of this process starts at `port`."""
        if self.running.poll() is not None:
            return False
        mine = psutil.Process(self.running.pid).net_connections("tcp")
        return any(connection.laddr.port == port for connection in mine)


@contextmanager
def cauce(command: str, *arguments: str, before: str = "", **settings: str) -> Iterator[Process]:
    """Run a command until the block ends; then it is killed, unless it has ended.

    `before`: statements that its process executes before it loads the program.
    """
    # Whoever runs the tests in the background has the signal of Ctrl-C ignored, and processes inherit that.
    heard = "import signal; signal.signal(signal.SIGINT, signal.default_int_handler)"
    program = "; ".join(part for part in (heard, before, "from web.cli import main; main()") if part)
    run = [sys.executable, "-c", program, command, *arguments]
    environment = {name: value for name, value in os.environ.items() if not name.startswith("CAUCE_")} | settings
    with subprocess.Popen(run, cwd=ROOT, env=environment, stderr=subprocess.PIPE, text=True) as running:
        process = Process(running, READY[command])
        listener = threading.Thread(target=process.listen)
        listener.start()
        try:
            yield process
        finally:
            process.kill()
            listener.join()
