"""The worker on PostgreSQL: Procrastinate fetches jobs, several processes on several machines at once.

What it adds to the jobs: a command's request wakes a worker at once (LISTEN / NOTIFY), each run of a schedule happens
once however many workers there are, and what a killed worker had begun is begun anew by another: its heart no longer
beats, so its jobs go back into the queue, and the letters it had taken fall due again when their lease ends.
"""

import asyncio
import logging
import signal
from collections.abc import Callable
from contextlib import ExitStack, suppress
from datetime import datetime
from functools import partial
from typing import Any
from zoneinfo import ZoneInfo

import psycopg
from procrastinate import App, JobContext, PsycopgConnector
from procrastinate.exceptions import ConnectorException, UniqueViolation
from procrastinate.jobs import Status
from sqlalchemy import make_url

from bpmn.messages import lazy_gettext
from engine import queue
from engine.clock import Clock
from engine.db import Database
from engine.errors import StoreUnavailable
from engine.history.channels import JOB
from engine.hung import HungWatch
from engine.instances.runtime import Runtime
from engine.jobs.catalogue import JOBS, Job
from engine.jobs.schedule import Every
from engine.jobs.telling import told
from engine.settings import Settings

AGAIN = 5.0  # seconds before the database is tried again
PATIENCE = 10  # seconds for a connection to be made, and for one to be free
SILENT = 10.0  # seconds that one statement of the queue may take, which needs milliseconds
LONG = 600.0  # seconds that one statement of a job may take: some read or clean whole tables
TAKE_OVER = "take_over"
log = logging.getLogger("cauce.jobs")


def run_worker(database: Database, runtime: Runtime, settings: Settings, clock: Clock, *, concurrency: int) -> None:
    """Work until SIGTERM or SIGINT, then end after the jobs at hand. A lost database is waited for, also one that
    hangs: what the queue asks is given up after `SILENT`, and soon said to be lost; a job's statement after `LONG`."""
    logging.getLogger("psycopg").setLevel(logging.ERROR)  # every try of its pool; what came of them is said below
    logging.getLogger("procrastinate.utils").setLevel(logging.CRITICAL)  # the same for its parts
    database.close()  # the watch knows the connections that are made from here on
    queues, jobs = HungWatch(SILENT), HungWatch(LONG, database)
    app = make_app(database, runtime, settings, clock, concurrency=concurrency, watch=queues)
    with ExitStack() as ending:
        for watch in (queues, jobs):
            ending.callback(watch.start())
        asyncio.run(_work(app, settings, concurrency))


def make_app(
    database: Database,
    runtime: Runtime,
    settings: Settings,
    clock: Clock,
    *,
    concurrency: int,
    watch: HungWatch | None = None,
) -> App:
    """The jobs as Procrastinate knows them, with their schedules; `watch` is told the connections of the queue."""
    url = make_url(database.url).set(drivername="postgresql")
    if "connect_timeout" not in url.query:
        url = url.update_query_dict({"connect_timeout": str(PATIENCE)})

    async def made(connection: psycopg.AsyncConnection[Any]) -> None:
        if watch is not None:
            watch.know(connection)

    # One connection for each job at hand, one to listen, one for heartbeats and schedules.
    connector = PsycopgConnector(
        conninfo=url.render_as_string(hide_password=False),
        min_size=1,
        max_size=concurrency + 2,
        configure=made,
        timeout=PATIENCE,
    )
    app = App(connector=connector)
    started, zone = clock(), ZoneInfo(settings.timezone)
    for job in JOBS:
        _register(app, job, partial(job.run, database.by(JOB), runtime, settings, clock), started, zone)

    @app.periodic(cron=Every(5).cron(started, zone), periodic_id=TAKE_OVER, queueing_lock=TAKE_OVER)
    @app.task(name=TAKE_OVER, queue=queue.NAME, pass_context=True)
    async def take_over(context: JobContext, timestamp: int) -> None:
        await _take_over(context.app, settings.takeover.total_seconds())

    return app


def _register(app: App, job: Job, run: Callable[[], int], started: datetime, zone: ZoneInfo) -> None:
    # The schedule passes the time it stands for; a command's request passes nothing.
    def task(timestamp: int | None = None) -> None:
        told(job.name, run)

    # With the lock a schedule asks once for what is still waiting; commands ask without it (`engine.queue`).
    registered = app.task(name=job.name, queue=queue.NAME, lock=job.name if job.alone else None)(task)
    app.periodic(cron=job.schedule.cron(started, zone), periodic_id=job.name, queueing_lock=job.name)(registered)


async def _take_over(app: App, silence: float) -> None:
    """Put back into the queue what workers had begun that have not been heard of for `silence` seconds."""
    manager = app.job_manager
    for job in await manager.get_stalled_jobs(seconds_since_heartbeat=silence):
        log.warning(lazy_gettext("taking over {job} from worker {worker}", job=job.call_string, worker=job.worker_id))
        try:
            await manager.retry_job(job)
        except UniqueViolation:  # its schedule has asked for the same again already
            await manager.finish_job(job, Status.FAILED, delete_job=True)


async def _work(app: App, settings: Settings, concurrency: int) -> None:
    stopping = asyncio.Event()
    loop = asyncio.get_running_loop()
    for number in (signal.SIGTERM, signal.SIGINT):
        loop.add_signal_handler(number, stopping.set)
    silence = settings.takeover.total_seconds()
    while not stopping.is_set():
        try:
            async with app.open_async():
                log.info(lazy_gettext("working"))
                work = asyncio.create_task(
                    app.run_worker_async(
                        queues=[queue.NAME],
                        concurrency=concurrency,
                        fetch_job_polling_interval=2.0,  # what is put back is not announced
                        update_heartbeat_interval=silence / 4,
                        stalled_worker_timeout=silence,
                        delete_jobs="always",  # what failed is in the log, and runs again by its schedule
                        install_signal_handlers=False,
                    )
                )
                stop = asyncio.create_task(stopping.wait())
                await asyncio.wait({work, stop}, return_when=asyncio.FIRST_COMPLETED)
                stop.cancel()
                work.cancel()
                with suppress(asyncio.CancelledError):
                    await work
        except (ConnectorException, psycopg.Error, StoreUnavailable) as error:
            log.error(lazy_gettext("the database is lost: {reason}", reason=str(error.__cause__ or error)))
        if not stopping.is_set():
            with suppress(TimeoutError):
                await asyncio.wait_for(stopping.wait(), AGAIN)
