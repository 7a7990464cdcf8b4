"""The worker inside a process, for SQLite: one thread that runs every job when its time comes.

It wakes for two reasons: the time of a job has come, or a transaction of this process committed work. Several such
processes on one file get on well; what a job does is claimed in the database.
"""

import logging
import threading
from collections.abc import Sequence
from zoneinfo import ZoneInfo

from bpmn.messages import lazy_gettext
from engine.clock import Clock
from engine.db import Database
from engine.history.channels import JOB
from engine.instances.runtime import Runtime
from engine.jobs.catalogue import JOBS, Job
from engine.jobs.schedule import Every
from engine.settings import Settings

log = logging.getLogger("cauce.jobs")


def run_once(database: Database, runtime: Runtime, settings: Settings, clock: Clock) -> dict[str, int]:
    """Do what is due all day long once, here and now; gives how much each job did. Raises what a job raises."""
    often = [job for job in JOBS if isinstance(job.schedule, Every)]
    return {job.name: job.run(database.by(JOB), runtime, settings, clock) for job in often}


class LocalWorker:
    """Runs `jobs` until it is stopped. `start` it in a thread of its own, or `run` it in this one."""

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
        """Work in this thread until `stop`."""
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
            pause = min(due.values()) - clock()
            asked = database.work_waits.wait(max(0.0, pause.total_seconds()))
            database.work_waits.clear()

    def _do(self, job: Job) -> None:
        try:
            job.run(*self._tools)
        except Exception:
            # A worker that ends with the first failure is one that nobody notices is gone.
            log.exception(lazy_gettext("job {job} failed", job=job.name))
