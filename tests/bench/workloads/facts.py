"""What taking events into the facts costs (`engine.facts`): many at once, as after an upgrade, and behind each step of
an instance that has come far, beside one that is young. On SQLite."""

from itertools import count
from statistics import median
from time import perf_counter, process_time

from engine.facts.following import step
from engine.indicators.totals import around
from engine.memory import tune_gc
from tests.bench.report import COUNTS, SECONDS
from tests.bench.stores import SQLITE
from tests.bench.workloads.loop import TENTH, Looping
from tests.bench.workloads.setting import Bench, Company


def run(bench: Bench) -> None:
    """Seconds for each event, near the second stop of the loop and at pass 10; events a second of the processor."""
    sizes, report, company = bench.sizes, bench.report, bench.company(SQLITE)
    tune_gc()
    old, numbers = Looping(company, 1), count(2)
    old.go(sizes.stops[1] - sizes.runs * sizes.window)
    begun = process_time()
    taken = _all(company)
    report.add(COUNTS, "facts_events_per_s_core", taken / (process_time() - begun))
    for _ in range(sizes.runs):
        young = Looping(company, next(numbers))
        young.go(TENTH - sizes.window // 2)
        _all(company)
        near, far = [], []
        for _ in range(sizes.window):
            for looping, found in ((young, near), (old, far)):
                looping.once_more()
                found.append(_one(company))
        report.add(SECONDS, "facts_event_far", median(far))
        report.add(SECONDS, "facts_event_near", median(near))
    company.database.close()


def _all(company: Company) -> int:
    done = 0
    while taken := step(company.database, company.runtime, around):
        done += taken
    return done


def _one(company: Company) -> float:
    begun = perf_counter()
    taken = step(company.database, company.runtime, around)
    return (perf_counter() - begun) / taken
