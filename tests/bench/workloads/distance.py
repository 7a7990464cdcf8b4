"""A completion on a PostgreSQL that is a millisecond away: how often it waits for an answer, and how long it takes.

The golden path over a line that delays everything by half a millisecond each way and counts the round trips.
"""

from statistics import median

from engine.db import Database
from engine.history.channels import SITE
from tests.bench.contenders.cauce import Cauce
from tests.bench.line import line_to
from tests.bench.report import COUNTS, SECONDS
from tests.bench.stores import POSTGRESQL
from tests.bench.workloads.golden import WARM_UP
from tests.bench.workloads.setting import Bench

EACH_WAY = 0.0005


def run(bench: Bench) -> None:
    """Seconds and round trips of a completion."""
    company = bench.company(POSTGRESQL)
    folios = [company.start(number) for number in range(1, bench.sizes.runs * bench.sizes.slow_paths + WARM_UP + 1)]
    company.database.close()
    with line_to(company.url, EACH_WAY) as line:
        cauce = Cauce(Database(line.url, SITE), company.runtime, folios, company.golden)
        for _ in range(WARM_UP):
            cauce.path()
        for _ in range(bench.sizes.runs):
            before = line.trips
            paths = [cauce.path() for _ in range(bench.sizes.slow_paths)]
            completions = sum(map(len, paths))
            bench.report.add(COUNTS, "trips_per_completion", (line.trips - before) / completions)
            bench.report.add(SECONDS, "completion_1ms_away", median(sum(path) / len(path) for path in paths))
        cauce.close()
