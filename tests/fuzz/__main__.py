"""Ask many hostile requests; see the package. Ends with 1 where one was a fault of ours."""

import argparse
import sys
import tempfile
from collections import Counter
from pathlib import Path

from engine.calendar.office import OfficeCalendar
from engine.clock import system_clock
from engine.db import Database
from engine.history.channels import SITE
from engine.instances.runtime import Runtime
from engine.settings import Settings
from tests import few_opportunities
from tests.fuzz.walk import Walk
from tests.support import Company, FixedClock
from web.app import create_app


def main() -> int:
    """Ask, and print what was answered by status, and each request that was a fault."""
    parser = argparse.ArgumentParser(prog="python -m tests.fuzz")
    parser.add_argument("--requests", type=int, default=100_000)
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--database", help="an empty database of PostgreSQL; without it a file of SQLite")
    asked = parser.parse_args()
    with tempfile.TemporaryDirectory() as folder:
        url = Settings.from_env(
            {"CAUCE_DATABASE_URL": asked.database or f"sqlite:///{Path(folder) / 'fuzz.sqlite3'}"}
        ).database_url
        database, runtime = Database(url, SITE), Runtime(OfficeCalendar("America/Mexico_City"))
        few_opportunities.prepare(database, runtime, system_clock)
        app = create_app(Settings(url), database, runtime, demo=True)
        walk = Walk(app, Company(database, runtime, FixedClock()), asked.seed)
        statuses: Counter[int] = Counter()
        faults = 0
        for sent in (*walk.every_number(), *walk.every_header()):
            statuses[status := walk.status(sent)] += 1
            faults += _told(sent, status)
        for sent in walk.requests(max(0, asked.requests - statuses.total())):
            statuses[status := walk.status(sent)] += 1
            faults += _told(sent, status)
        database.close()
    print(", ".join(f"{status}: {count}" for status, count in sorted(statuses.items())))
    print(f"{statuses.total()} requests, {faults} faults")
    return 1 if faults else 0


def _told(sent: object, status: int) -> int:
    if status < 500:
        return 0
    print(status, sent, file=sys.stderr)
    return 1


if __name__ == "__main__":
    sys.exit(main())
