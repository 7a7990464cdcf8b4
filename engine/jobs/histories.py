"""The proofs that are renewed without anybody asking: every night all histories, and from time to time a seal."""

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
from engine.verification.report import Report

BUDGET = timedelta(minutes=10)
"""How long a night's verification takes at most; what is left over comes first the next night."""

SHARE = 50
"""After how many histories what was found is kept: a worker that is killed has that much to do again."""

log = logging.getLogger("cauce.jobs")


def verify_histories(database: Database, runtime: Runtime, settings: Settings, clock: Clock) -> int:
    """Verify every history, those first that were verified longest ago; gives how many.

    What is found is kept, and told in the log where something is wrong. Raises StoreUnavailable, BadSealKey.
    """
    until = clock() + BUDGET
    keys = _keys(database, settings)
    measure = runs.TrustPolicy(keys.trusted) if keys else runs.TrustPolicy()
    with database.reading() as connection:
        _tell(runs.seals_report(connection, measure))
        wanted = runs.folios(connection, measure)
    found: list[Report] = []
    done = 0
    for report in runs.verify_sequential(database, runtime, wanted, measure):
        _tell(report)
        found.append(report)
        done += 1
        if clock() >= until:
            break
        if len(found) == SHARE:
            _keep(database, found, clock)
    _keep(database, found, clock)
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
    """The keys of the seals; None when there is to be none, or none yet where one machine does everything."""
    path = settings.seal_key
    if path is None or (works_inside(database) and not path.exists()):
        return None
    return read_keys(path)


def _tell(report: Report) -> None:
    if not report.ok:
        problems = [problem.as_dict() for problem in report.problems]
        log.error(
            lazy_gettext(
                "{what}: not in order: {problems}", what=report.folio or lazy_gettext("seals"), problems=problems
            )
        )


def _keep(database: Database, found: list[Report], clock: Clock) -> None:
    with database.transaction() as connection:
        runs.record(connection, found, at=clock())
    found.clear()
