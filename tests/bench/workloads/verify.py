"""Verification: how many events of history one core executes again and compares, each second. On SQLite.

Once over finished instances of the golden path, and once over one that went round the loop until just before plain
SpiffWorkflow could not follow any more: there its tree is deepest, and each of its steps dearest.
"""

from collections.abc import Sequence
from time import perf_counter

from engine.verification.instance_verifier import InstanceVerifier
from tests.bench.contenders.cauce import Cauce
from tests.bench.report import COUNTS
from tests.bench.stores import SQLITE
from tests.bench.workloads.loop import Looping
from tests.bench.workloads.setting import Bench, Company


class NotVerified(Exception):
    """A history that the benchmark itself made was found wrong, or was not executed by plain SpiffWorkflow."""


def run(bench: Bench) -> None:
    """Events for each second on one core."""
    sizes = bench.sizes
    company = bench.company(SQLITE)
    finished = [company.start(number) for number in range(1, sizes.histories + 1)]
    cauce = Cauce(company.database, company.runtime, finished, company.golden)
    for _ in finished:
        cauce.path()
    looping = Looping(company, sizes.histories + 1)
    looping.go(sizes.naive_stop)
    _events_per_second(company, [*finished[:1], looping.folio])
    for _ in range(sizes.runs):
        bench.report.add(COUNTS, "verify_events_per_s_core", _events_per_second(company, finished))
        bench.report.add(COUNTS, "verify_loop_events_per_s_core", _events_per_second(company, [looping.folio]))
    cauce.close()


def _events_per_second(company: Company, folios: Sequence[str]) -> float:
    database = company.database
    begun = perf_counter()
    with database.reading() as connection:
        verifier = InstanceVerifier(connection, company.runtime)
    reports = []
    for folio in folios:
        with database.reading() as connection:
            reports.append(verifier.verify(connection, folio))
    seconds = perf_counter() - begun
    for report in reports:
        if not report.ok or report.method != "plain":
            raise NotVerified(str(report.as_dict()))
    return sum(report.events for report in reports) / seconds
