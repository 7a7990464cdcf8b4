"""The processes of the company, started again when they end, as systemd does."""

import threading
from contextlib import ExitStack, suppress
from random import Random

import psutil

from tests.e2e.processes import PATIENCE, Process, cauce
from tests.kills.people import Site

LOOK = 0.1  # seconds between two looks whether something has ended


class Place:
    """Where one process belongs: there is always one, until it is over."""

    def __init__(self, command: list[str], before: str, settings: dict[str, str]) -> None:
        self.command, self._before, self._settings = command, before, settings
        self._stack = ExitStack()
        self.process: Process
        self.ended: list[str] = []
        """What those said last that ended without being killed."""
        self.start()

    def start(self) -> None:
        """Start another one; does not wait until it is at work."""
        self._stack = ExitStack()
        command, *arguments = self.command
        self.process = self._stack.enter_context(cauce(command, *arguments, before=self._before, **self._settings))

    def kill(self) -> None:
        """Kill the first process, and nobody that it started."""
        self.process.running.kill()
        self.process.running.wait()

    def replace(self) -> None:
        """Put another one there, once the last one and those that it started are gone."""
        self._stack.close()
        self.start()

    def end(self) -> None:
        """End it at once, with those that it started."""
        self._stack.close()

    def stop(self) -> int:
        """End it as systemd does; gives the exit code."""
        self.process.running.terminate()
        try:
            return self.process.running.wait(PATIENCE)
        finally:
            self._stack.close()

    @property
    def has_ended(self) -> bool:
        return self.process.running.poll() is not None


class Machines:
    """The site in two processes, and workers; `site` is where browsers find it."""

    def __init__(self, site: Site, workers: int, before: str, settings: dict[str, str]) -> None:
        self.site = site
        self._lock = threading.RLock()
        self._over = threading.Event()
        with ExitStack() as failing:
            self.web = Place(["serve", "--port", "0", "--processes", "2"], before, settings)
            failing.callback(self.web.end)
            site.port = int(self.web.process.wait_until_ready().rpartition(":")[2].strip("/"))
            failing.pop_all()
        self.web.command[2] = str(site.port)  # where browsers find it when it was started again
        self.workers = [Place(["worker", "--concurrency", "1"], before, settings) for _ in range(workers)]
        self._watch = threading.Thread(target=self._keep, name="keeps")
        self._watch.start()

    @property
    def places(self) -> list[Place]:
        return [self.web, *self.workers]

    def web_processes(self) -> list[psutil.Process]:
        """Those that answer requests now."""
        with suppress(psutil.NoSuchProcess):
            return psutil.Process(self.web.process.running.pid).children()
        return []

    def kill_web_process(self, random: Random) -> bool:
        """Kill one that answers; whether there was one."""
        found = self.web_processes()
        if not found:
            return False
        with suppress(psutil.NoSuchProcess):
            random.choice(found).kill()
        return True

    def kill_master(self) -> None:
        """Kill the one that started those that answer; they end by themselves, and then all of it is started again."""
        with self._lock:
            orphans = self.web_processes()
            self.web.kill()
            _, left = psutil.wait_procs(orphans, PATIENCE)
            assert not left, "who answered goes on without the one that started it"
            self.web.replace()

    def kill_worker(self, random: Random) -> None:
        """Kill one of the workers and put another in its place."""
        with self._lock:
            place = random.choice(self.workers)
            place.kill()
            place.replace()

    def all_processes(self) -> list[psutil.Process]:
        """Every process of the company's now."""
        found = []
        for place in self.places:
            with suppress(psutil.NoSuchProcess):
                first = psutil.Process(place.process.running.pid)
                found += [first, *first.children(recursive=True)]
        return found

    def _keep(self) -> None:
        while not self._over.wait(LOOK):
            with self._lock:
                for place in self.places:
                    if place.has_ended:
                        place.ended.append("".join(place.process.said[-3:]))
                        place.replace()

    def stop(self) -> list[int]:
        """End everything in order; gives the exit codes."""
        self._over.set()
        self._watch.join()
        return [place.stop() for place in self.places]

    def end(self) -> None:
        """Leave nothing behind, whatever happened."""
        self._over.set()
        self._watch.join()
        for place in self.places:
            place.end()
