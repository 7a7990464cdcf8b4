"""The jobs that verify and seal histories. What they find is told to auditors and administrators."""

import logging
from collections.abc import Sequence
from datetime import timedelta

from bpmn.messages import lazy_gettext
from engine.clock import Clock
from engine.db import Database
from engine.history.keys import KeyFile, new_key, read_keys
from engine.instances.runtime import Runtime
from engine.queue import works_inside
from engine.setting_parts.sealing import WitnessAddress
from engine.settings import Settings
from engine.verification import findings, log_checker, runs, sealing, witnessing
from engine.verification.ledger_checks import ledger_checks
from engine.verification.report import Report
from engine.verification.sealing import LogNotInOrder
from engine.verification.store_checks import Check
from engine.verification.trust import kept_path, policy_of
from engine.verification.witnessing import WitnessFailed

BUDGET = timedelta(minutes=10)
"""The longest a night's verification may take; what is left over comes first the next night."""

WAIT = 10.0
"""Seconds that a witness may take to answer."""

SHARE = 50
"""Results are stored after so many histories; a worker that is killed loses at most that many."""

log = logging.getLogger("cauce.jobs")


def verify_histories(database: Database, runtime: Runtime, settings: Settings, clock: Clock) -> int:
    """Verify the log, every other ledger and every history, those first that were verified longest ago; gives
    how many histories. The reports are stored; problems are logged and told.

    Raises StoreUnavailable, BadSealKey.
    """
    until = clock() + BUDGET
    _keys(database, settings)  # one that cannot be read is told before the log is compared with anything
    with database.reading() as connection:
        checks = [*log_checker.whole(connection, policy_of(settings)), *ledger_checks(connection)]
        wanted = runs.folios(connection)
    _keep(database, runtime, [], checks, clock)
    found: list[Report] = []
    done = 0
    for report in runs.verify_sequential(database, runtime, wanted):
        found.append(report)
        done += 1
        if clock() >= until:
            break
        if len(found) == SHARE:
            _keep(database, runtime, found, [], clock)
            found.clear()
    _keep(database, runtime, found, [], clock)
    return done


def seal_histories(database: Database, runtime: Runtime, settings: Settings, clock: Clock) -> int:
    """Seal the histories that have grown and are in order; gives how many checkpoints that made, 1 or 0.

    Without a key there are none. Where one machine does everything the key is made by whoever needs it first. A log
    that is not the one that was signed last gets no signature, and people are told.

    Raises StoreUnavailable, BadSealKey, KeptUnreadable.
    """
    keys = _keys(database, settings)
    if keys is None and settings.seal_key is not None:
        keys = new_key(settings.seal_key)
    if keys is None:
        return 0
    try:
        sealed = sealing.seal(database, runtime, keys, kept_path(settings, keys.path), clock, settings.leaving)
    except LogNotInOrder as error:
        _keep(database, runtime, [], error.checks, clock)
        return 0
    with database.reading() as connection:
        reports = findings.news(connection, sealed.reports)
    _keep(database, runtime, reports, sealed.checks, clock)
    if settings.witness is not None:
        _ask_witness(database, runtime, settings.witness, clock)
    return int(sealed.checkpoint is not None)


def _ask_witness(database: Database, runtime: Runtime, witness: WitnessAddress, clock: Clock) -> None:
    """One that does not answer is asked again the next time: what it has not seen it can still see then."""
    try:
        check = witnessing.ask(database, witness, WAIT)
    except WitnessFailed as error:
        log.warning(lazy_gettext("{url} does not co-sign: {reason}", **error.details))
        return
    _keep(database, runtime, [], [check], clock)


def _keys(database: Database, settings: Settings) -> KeyFile | None:
    """The keys of the log; None where the setting is empty, or where the file does not exist yet on SQLite."""
    path = settings.seal_key
    if path is None or (works_inside(database) and not path.exists()):
        return None
    return read_keys(path)


def _keep(
    database: Database, runtime: Runtime, reports: Sequence[Report], checks: Sequence[Check], clock: Clock
) -> None:
    found = [(report.folio, report.problems) for report in reports] + [(each.subject, each.problems) for each in checks]
    for subject, problems in found:
        if problems:
            told = [problem.as_dict() for problem in problems]
            log.error(lazy_gettext("{what}: not in order: {problems}", what=subject, problems=told))
    with database.transaction() as connection:
        findings.keep(connection, reports, checks, runtime.words, at=clock())
