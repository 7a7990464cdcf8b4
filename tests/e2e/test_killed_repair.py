"""A process killed while it records an incident, moves an instance or sends the kept answer, on a PostgreSQL: nothing
of it is stored, wherever it was, and the same command then does it; or all of it is, where everything had been sent by
then, COMMIT included, and the server went on without it."""

import json
import os
import signal
import subprocess
import sys
from collections.abc import Sequence
from time import monotonic

import pytest
from sqlalchemy import Connection, Table, select, text

from engine.form_drafts.models import form_drafts
from engine.history.models import events
from engine.instances.models import incidents, instances, work_items
from engine.notifications.models import outbox
from tests.e2e.processes import PATIENCE, ROOT
from tests.engine.definitions.publishing import publish
from tests.engine.incidents.stopping import NONE, REASON, RIGHT, begun, counting, found, kept, told
from tests.engine.migration.moving import assert_in_order
from tests.support import Company

STORED = (events, work_items, instances, incidents, form_drafts, outbox)


@pytest.fixture
def company(postgresql_company: Company) -> Company:
    return postgresql_company


def test_all_or_nothing_wherever_it_was_killed(company: Company) -> None:
    folio = begun(company)
    step = company.task(folio, "contar").item.id
    answer = "complete", step, "--as", "comercial", "--data", json.dumps(NONE)
    move = "migrate", folio, "--to", "2", "--reason", REASON, "--as", "control_documentos"

    if not killed_at(company, folio, [form_drafts, events, incidents, outbox], answer):
        assert give(company, answer).wait(PATIENCE) == 1
    assert told(company, folio)[-1] == "incident_raised" and len(found(company)) == 1
    draft = kept(company, folio)
    assert draft is not None and draft.values == NONE

    publish(company, counting(RIGHT))
    if not killed_at(company, folio, [events, work_items], move):
        assert give(company, move).wait(PATIENCE) == 0
    assert [each.status for each in found(company)] == ["repaired"]

    if not killed_at(company, folio, [events, incidents], answer):
        assert give(company, answer).wait(PATIENCE) == 0
    assert [task.item.visit.element for task in company.tasks(folio)] == ["b"] and found(company) == []
    assert_in_order(company, folio)


def killed_at(company: Company, folio: str, tables: Sequence[Table], command: Sequence[str]) -> bool:
    """Give a command once for each of `tables`, and kill its process when it comes to write that, until it is done all
    the same; whether it is. Whatever is stored afterwards is what a whole command leaves, or what was there before."""
    for table in tables:
        before = stored(company)
        with company.database.transaction() as connection:
            connection.execute(text(f"LOCK TABLE {table.name} IN SHARE MODE"))  # it may read, and waits when it writes
            process = give(company, command)
            backend = waiting(connection, process)
            process.send_signal(signal.SIGKILL)
            assert process.wait(PATIENCE) == -signal.SIGKILL
        until_gone(company, backend)
        assert_in_order(company, folio)
        after = stored(company)
        if after != before:  # its history went on: nothing is stored of a command without what it says happened
            assert len(after[events.name]) > len(before[events.name]), table.name
            return True
    return False


def give(company: Company, command: Sequence[str]) -> subprocess.Popen[bytes]:
    """`cauce` as a process of its own."""
    run = [sys.executable, "-c", "from web.cli import main; main()", *command]
    environment = {**os.environ, "CAUCE_DATABASE_URL": company.database.url}
    return subprocess.Popen(run, cwd=ROOT, env=environment, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)


def waiting(connection: Connection, process: subprocess.Popen[bytes]) -> int:
    """Wait until the process waits for the lock; gives the server's own process for it."""
    until = monotonic() + PATIENCE
    here = "database = (SELECT oid FROM pg_database WHERE datname = current_database())"
    asked = text(f"SELECT pid FROM pg_locks, pg_sleep(0.02) WHERE NOT granted AND {here}")
    while True:
        backend = connection.execute(asked).scalar()
        if backend is not None:
            return int(backend)
        assert monotonic() < until and process.poll() is None, process.args


def until_gone(company: Company, backend: int) -> None:
    """Wait until the server knows that nobody is there any more."""
    until = monotonic() + PATIENCE
    there = text("SELECT count(*) FROM pg_stat_activity, pg_sleep(0.02) WHERE pid = :backend")
    while True:
        with company.database.reading() as connection:
            if not connection.execute(there, {"backend": backend}).scalar_one():
                return
        assert monotonic() < until, backend


def stored(company: Company) -> dict[str, list[object]]:
    """Every row that such commands write."""
    with company.database.reading() as connection:
        return {
            table.name: [tuple(row) for row in connection.execute(select(table).order_by(*table.primary_key))]
            for table in STORED
        }
