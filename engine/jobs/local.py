"""The worker inside a process, for SQLite: one thread that runs every job when its time comes.

It wakes for two reasons: the time of a job has come, or a transaction of this process, or of one that was forked with
it, committed work. Of several processes on one file one does the jobs (`engine.jobs.turn`), and another after it.
"""

import logging
import threading
from collections.abc import Sequence
from functools import partial
from zoneinfo import ZoneInfo

from bpmn.messages import lazy_gettext
from engine.clock import Clock
from engine.db import Database
from engine.history.channels import JOB
from engine.instances.runtime import Runtime
from engine.jobs.catalogue import JOBS, Job
from engine.jobs.schedule import Every
from engine.jobs.telling import told
from engine.jobs.turn import Turn
from engine.settings import Settings

AGAIN = 2.0  # seconds until it is asked again whether the jobs are nobody's
log = logging.getLogger("cauce.jobs")


def run_once(database: Database, runtime: Runtime, settings: Settings, clock: Clock) -> dict[str, int]:
    """Do what is due all day long once, here and now; gives how much each job did. Raises what a job raises."""
    often = [job for job in JOBS if isinstance(job.schedule, Every)]
    return {job.name: job.run(database.by(JOB), runtime, settings, clock) for job in often}


class LocalWorker:
    """Runs `jobs` until it is stopped, once it has its turn.

    `start` it in a thread of its own, or `run` it in this one.
    """

    def __init__(
        self, database: Database, runtime: Runtime, settings: Settings, clock: Clock, jobs: Sequence[Job] = JOBS
    ) -> None:
        self._tools = database.by(JOB), runtime, settings, clock
        self._jobs = jobs
        self._stopping = threading.Event()
        # Its death must not keep the process alive; whatever it was doing is taken over.
        self._thread = threading.Thread(target=self.run, name="cauce-worker", daemon=True)

    def start(self) -> None:
        """Work in a thread of its own until `stop`, or until the process ends."""
        self._thread.start()

    def stop(self) -> None:
        """Stop after the job at hand; returns when it is done."""
        self._stopping.set()
        self._tools[0].work_waits.set()
        if self._thread.is_alive():
            self._thread.join()

    def run(self) -> None:
        """Work in this thread until `stop`, as soon as no other process does the jobs of this database."""
        with Turn(self._tools[0]) as turn:
            if not turn.take():
                log.info(lazy_gettext("another process does the jobs of this database; this one waits for its turn"))
                while not turn.take():
                    if self._stopping.wait(AGAIN):
                        return
            self._work()

    def _work(self) -> None:
        database, _, settings, clock = self._tools
        zone = ZoneInfo(settings.timezone)
        now = clock()
        due = {job.name: job.schedule.first(now, zone) for job in self._jobs}
        asked = False
        log.info(lazy_gettext("working"))
        while not self._stopping.is_set():
            for job in self._jobs:
                now = clock()
                if now >= due[job.name] or (asked and job.prompt):
                    due[job.name] = job.schedule.following(now, zone)
                    self._do(job)
            now = clock()
            for job in self._jobs:  # where the clock was set back nothing waits until it has caught up
                due[job.name] = min(due[job.name], job.schedule.following(now, zone))
            pause = min(due.values()) - now
            asked = database.work_waits.wait(max(0.0, pause.total_seconds()))
            database.work_waits.clear()

    def _do(self, job: Job) -> None:
        try:
            told(job.name, partial(job.run, *self._tools))
        except Exception:
            # A worker that ends with the first failure is one that nobody notices is gone.
            log.exception(lazy_gettext("job {job} failed", job=job.name))
