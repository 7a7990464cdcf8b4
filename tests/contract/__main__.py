"""Ask the API for long; see the package. Ends with 1 where an answer was not as documented."""

import argparse
import sys
import tempfile
from collections import Counter
from pathlib import Path
from time import perf_counter

from schemathesis import GenerationMode

from engine.calendar.office import OfficeCalendar
from engine.clock import system_clock
from engine.db import Database
from engine.history.channels import SITE
from engine.instances.runtime import Runtime
from engine.settings import Settings
from tests import few_opportunities
from tests.contract.asking import PEOPLE, asking
from tests.support import Company


def main() -> int:
    """Ask, and print what was answered by status, and each answer that is not as documented."""
    parser = argparse.ArgumentParser(prog="python -m tests.contract")
    parser.add_argument("--examples", type=int, default=200, help="of each operation, half of them as documented")
    parser.add_argument("--only", default="", help="operations that contain this")
    parser.add_argument("--database", help="an empty database of PostgreSQL; without it a file of SQLite")
    asked = parser.parse_args()
    wrong, began = 0, perf_counter()
    with tempfile.TemporaryDirectory() as folder:
        url = asked.database or f"sqlite:///{Path(folder) / 'contract.sqlite3'}"
        url = Settings.from_env({"CAUCE_DATABASE_URL": url}).database_url
        database, runtime = Database(url, SITE), Runtime(OfficeCalendar("America/Mexico_City"))
        few_opportunities.prepare(database, runtime, system_clock)
        api = asking(Company(database, runtime, system_clock), PEOPLE)  # type: ignore[arg-type]
        by_operation: dict[str, Counter[int]] = {}
        for operation in (each for each in api.operations if asked.only in each):
            api.statuses = by_operation[operation] = Counter()
            for mode in GenerationMode:
                try:
                    api.ask(operation, mode, max(1, asked.examples // 2), seed=1)
                except BaseException as error:
                    if isinstance(error, KeyboardInterrupt):
                        raise
                    wrong += 1
                    print(f"{operation} ({mode.value}): {error}", file=sys.stderr)
                    for inner in getattr(error, "exceptions", ()):
                        print(f"    {inner}", file=sys.stderr)
        database.close()
    for operation, statuses in by_operation.items():
        print(f"{operation:<60} " + ", ".join(f"{status}: {count}" for status, count in sorted(statuses.items())))
    total = sum(map(Counter.total, by_operation.values()))
    print(
        f"{total} requests of {len(by_operation)} operations as {len(PEOPLE)} people in {perf_counter() - began:.0f} s"
    )
    print(f"{wrong} operations with an answer that is not as documented")
    return 1 if wrong else 0


if __name__ == "__main__":
    sys.exit(main())
