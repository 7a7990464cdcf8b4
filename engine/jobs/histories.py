"""The jobs that verify and seal histories."""

import logging
from datetime import timedelta

from bpmn.messages import lazy_gettext
from engine.clock import Clock
from engine.db import Database
from engine.history.keys import KeyFile, new_key, read_keys
from engine.instances.runtime import Runtime
from engine.instances.sealing import seal_all
from engine.queue import works_inside
from engine.settings import Settings
from engine.verification import runs
from engine.verification.ledger_checks import ledger_checks
from engine.verification.report import Report

BUDGET = timedelta(minutes=10)
"""The longest a night's verification may take; what is left over comes first the next night."""

SHARE = 50
"""Results are stored after so many histories; a worker that is killed loses at most that many."""

log = logging.getLogger("cauce.jobs")


def verify_histories(database: Database, runtime: Runtime, settings: Settings, clock: Clock) -> int:
    """Verify every history, those first that were verified longest ago; gives how many.

    The reports are stored; problems are logged. Raises StoreUnavailable, BadSealKey.
    """
    until = clock() + BUDGET
    keys = _keys(database, settings)
    policy = runs.TrustPolicy(keys.trusted) if keys else runs.TrustPolicy()
    with database.reading() as connection:
        _log(runs.seals_report(connection, policy))
        for check in ledger_checks(connection):
            if not check.ok:
                told = check.as_dict()["problems"]
                log.error(lazy_gettext("{what}: not in order: {problems}", what=check.subject, problems=told))
        wanted = runs.folios(connection, policy)
    found: list[Report] = []
    done = 0
    for report in runs.verify_sequential(database, runtime, wanted, policy):
        _log(report)
        found.append(report)
        done += 1
        if clock() >= until:
            break
        if len(found) == SHARE:
            _save(database, found, clock)
    _save(database, found, clock)
    return done


def seal_histories(database: Database, runtime: Runtime, settings: Settings, clock: Clock) -> int:
    """Seal the histories that have grown; gives how many seals that made, 1 or 0. Without a key there are none.

    Where one machine does everything the key is made by whoever needs it first. Raises StoreUnavailable, BadSealKey.
    """
    keys = _keys(database, settings)
    if keys is None and settings.seal_key is not None:
        keys = new_key(settings.seal_key)
    if keys is None:
        return 0
    with database.transaction() as connection:
        return int(seal_all(connection, keys.signer, at=clock()) is not None)


def _keys(database: Database, settings: Settings) -> KeyFile | None:
    """The keys of the seals; None where the setting is empty, or where the file does not exist yet on SQLite."""
    path = settings.seal_key
    if path is None or (works_inside(database) and not path.exists()):
        return None
    return read_keys(path)


def _log(report: Report) -> None:
    if not report.ok:
        problems = [problem.as_dict() for problem in report.problems]
        what = report.folio or lazy_gettext("seals")
        log.error(lazy_gettext("{what}: not in order: {problems}", what=what, problems=problems))


def _save(database: Database, found: list[Report], clock: Clock) -> None:
    with database.transaction() as connection:
        runs.record(connection, found, at=clock())
    found.clear()
