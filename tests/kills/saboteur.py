"""Who kills, cuts, fills up and sets back, by a plan that follows from the seed; after each, everything must go on."""

import signal
import threading
from collections import Counter
from collections.abc import Callable, Iterator
from contextlib import suppress
from dataclasses import dataclass, field
from random import Random
from time import monotonic

import psutil

from tests.cable import Cable
from tests.kills.clock import SharedClock
from tests.kills.disk import Disk
from tests.kills.machines import Machines
from tests.kills.mail import Mood, MoodyMailbox
from tests.kills.people import Record
from tests.kills.server import SMALL, KillableServer, limit_files

GO_ON = 2
"""So many commands are acknowledged after each incident before the next one comes."""
LONG = 0.6  # seconds that an incident lasts which does not end by itself
KILLS = {"web": 8, "worker": 5, "master": 2}
KILLS_OF_POSTGRESQL = {"backend": 3, "server": 1, "server at once": 1}
TROUBLES = {"disk": 2, "mail refuses": 2, "mail is slow": 1, "mail hangs up": 3, "mail is gone": 1, "clock": 3}
TROUBLES_OF_POSTGRESQL = {"network cut": 3, "network hangs": 2}
TROUBLES_OF_A_DISK = {"no room": 2}
"""Where the run has a disk of its own."""
EACH = 3
"""After so many kills comes something else that goes wrong."""
ABOUT_LETTERS = frozenset(KILLS | KILLS_OF_POSTGRESQL | TROUBLES_OF_POSTGRESQL) | {
    "disk",
    "no room",
    "mail hangs up",
    "clock",
}
"""After these, who had sent a letter may not have been able to say so."""


def plan(seed: int, kills: int, *, on_postgresql: bool, own_disk: bool) -> Iterator[str]:
    """What happens, in order: so many kills, and troubles in between."""
    random = Random(f"plan {seed}")
    deadly = KILLS | (KILLS_OF_POSTGRESQL if on_postgresql else {})
    other = TROUBLES | (TROUBLES_OF_POSTGRESQL if on_postgresql else {}) | (TROUBLES_OF_A_DISK if own_disk else {})
    for number in range(1, kills + 1):
        yield random.choices(list(deadly), list(deadly.values()))[0]
        if number % EACH == 0:
            yield random.choices(list(other), list(other.values()))[0]


@dataclass
class Saboteur:
    """Carries a plan out. `happened`: what, and from when to when (`time.monotonic`)."""

    random: Random
    machines: Machines
    box: MoodyMailbox
    clock: SharedClock
    record: Record
    server: KillableServer | None = None
    cable: Cable | None = None
    disk: Disk | None = None
    happened: list[tuple[str, float, float]] = field(default_factory=list)
    _pause: threading.Event = field(default_factory=threading.Event)

    def carry_out(self, what: str) -> None:
        """Do it, and wait until people are served again. Raises Stuck."""
        begun = monotonic()
        self._doing[what]()
        self.happened.append((what, begun, monotonic()))
        self.record.wait_for_more(GO_ON)

    @property
    def counted(self) -> Counter[str]:
        """How often each happened."""
        return Counter(what for what, _, _ in self.happened)

    @property
    def _doing(self) -> dict[str, Callable[[], object]]:
        moods = {
            "mail refuses": Mood.REFUSES,
            "mail is slow": Mood.SLOW,
            "mail hangs up": Mood.DROPS,
            "mail is gone": Mood.GONE,
        }
        return {
            "web": lambda: self.machines.kill_web_process(self.random),
            "worker": lambda: self.machines.kill_worker(self.random),
            "master": self.machines.kill_master,
            "backend": lambda: self.server and self.server.kill_backend(self.random),
            "server": lambda: self._restart(signal.SIGKILL),
            "server at once": lambda: self._restart(signal.SIGQUIT),
            "disk": self._limit_files,
            "no room": self._fill_disk,
            "clock": lambda: self.clock.step(self.random.random() * SharedClock.SPAN),
            "network cut": self._cut,
            "network hangs": self._hang,
            **{name: lambda mood=mood: self._mail(mood) for name, mood in moods.items()},
        }

    def _restart(self, how: signal.Signals) -> None:
        assert self.server is not None
        self.server.kill(how)
        self.server.start()

    def _cut(self) -> None:
        assert self.cable is not None
        self.cable.pull_out()
        self._pause.wait(LONG)
        self.cable.plug_in()

    def _hang(self) -> None:
        assert self.cable is not None
        self.cable.squeeze()
        self._pause.wait(LONG)
        self.cable.release()

    def _fill_disk(self) -> None:
        assert self.disk is not None
        self.disk.fill()
        self._pause.wait(LONG)
        self.disk.free()
        if self.server is not None:
            self.server.start()

    def _limit_files(self) -> None:
        if self.server is not None:
            self.server.limit_files()
            self._pause.wait(LONG)
            self.server.start()
            return
        limited = self.machines.all_processes()
        for each in limited:
            with suppress(psutil.NoSuchProcess):
                limit_files(each, SMALL)
        self._pause.wait(LONG)
        for each in {*limited, *self.machines.all_processes()}:  # who was started meanwhile inherited it
            with suppress(psutil.NoSuchProcess):
                limit_files(each, None)

    def _mail(self, mood: Mood) -> None:
        """Until it has treated a letter so, or two opportunities' worth of work has gone by without any letter."""
        self.box.mood, before = mood, self.box.turned_away
        done = len(self.record.done)
        with self.record.changed:
            self.record.changed.wait_for(
                lambda: self.box.turned_away > before or len(self.record.done) > done + 30, timeout=10
            )
        self.box.mood = Mood.WELL
