"""Activities 5 ↔ 6, round and round: what a completion costs, and what is stored, as the history grows.

One instance goes all the way. Near each stop it is measured pass by pass beside a young one, which is at its tenth
pass, so that what disturbs the machine disturbs both; near the first stop naive SpiffWorkflow takes its passes there
too. On SQLite.
"""

import json
from collections.abc import Iterator
from contextlib import ExitStack
from itertools import count
from statistics import median
from time import perf_counter

from sqlalchemy import text

from engine.execution import state as states
from engine.memory import tune_gc
from tests.bench.contenders.cauce import complete
from tests.bench.procedure import PROCESS, Step
from tests.bench.processes import Process
from tests.bench.report import BYTES, SECONDS
from tests.bench.stores import SQLITE
from tests.bench.workloads.setting import Bench, Company, about_naive, told

TENTH = 10
REPEATED = 50


class Looping:
    """The instance `folio`, which waits at activity 5 and has gone `passes` times through the loop."""

    def __init__(self, company: Company, number: int) -> None:
        self._company = company
        self._number = number
        self._position = 0
        self.passes = 0
        self.folio = company.start(number)
        self._waiting = self.folio + company.until_check[0].suffix
        for step in company.until_check:
            self._complete(step)

    def once_more(self) -> float:
        """A pass; gives the seconds of its completions, on average."""
        rework = self._company.rework
        seconds = sum(self._complete(step) for step in rework) / len(rework)
        self.passes += 1
        return seconds

    def go(self, passes: int) -> list[float]:
        """Go on until it has made so many passes; gives what `once_more` gave."""
        return [self.once_more() for _ in range(passes - self.passes)]

    def stored(self) -> int:
        """The bytes of its stored state."""
        query = text("SELECT length(snapshot) FROM instances WHERE folio = :folio")
        with self._company.database.reading() as connection:
            return int(connection.execute(query, {"folio": self.folio}).scalar_one())

    def parts(self) -> tuple[float, float]:
        """The seconds that reading its stored state back takes, and those that writing it takes."""
        query = text("SELECT versions, snapshot FROM instances WHERE folio = :folio")
        with self._company.database.reading() as connection:
            versions, snapshot = connection.execute(query, {"folio": self.folio}).one()
            executable = self._company.runtime.library.executable(connection, PROCESS, json.loads(versions))
        restored, dumped = [], []
        for _ in range(REPEATED):
            begun = perf_counter()
            state = states.load(executable, snapshot)
            between = perf_counter()
            states.dump(state)
            dumped.append(perf_counter() - between)
            restored.append(between - begun)
        return median(restored), median(dumped)

    def _complete(self, step: Step) -> float:
        seconds, became = complete(
            self._company.database, self._company.runtime, self._waiting, step, self._number, self._position
        )
        self._waiting = next(item.id for item in became.items.values() if item.status == "open")
        self._position += 1
        return seconds


def run(bench: Bench) -> None:
    """Seconds for each completion, and bytes of state, at the stops and, beside them, at pass 10."""
    sizes, report = bench.sizes, bench.report
    company = bench.company(SQLITE)
    with ExitStack() as stack:
        stack.callback(company.database.close)
        naive = _Naive(bench, company, stack)
        curve = [(float(passes), median(naive.measured_from(passes, 1))) for passes in sizes.naive_curve]
        old = Looping(company, 1)
        numbers = count(2)
        tune_gc()  # as a server does when it has read its procedures
        seconds: list[float] = []
        for stop in sizes.stops:
            far = _far_off(bench, company, stack) if stop == sizes.stops[-1] and sizes.memory_stop else None
            seconds += old.go(stop - sizes.runs * sizes.window // 2)
            if far is not None:
                at_tenth, at_far = far.finish()
                report.add(BYTES, f"pass{TENTH}_beside_pass{sizes.memory_stop}", at_tenth)
                report.add(BYTES, f"pass{sizes.memory_stop}", at_far)
            for _ in range(sizes.runs):
                seconds += _beside(bench, stop, old, Looping(company, next(numbers)))
                if stop == sizes.naive_stop:
                    at_stop = naive.measured_from(stop - sizes.naive_window // 2, sizes.naive_window)
                    report.add(SECONDS, f"pass{stop}_naive", median(at_stop))
    at_last = report.median(SECONDS, f"pass{sizes.naive_stop}_naive")
    report.curves["naive SpiffWorkflow"] = [*curve, *([] if at_last is None else [(float(sizes.naive_stop), at_last)])]
    report.curves["Cauce"] = list(_thinned(seconds))


class _Naive:
    """Naive SpiffWorkflow in the loop. It is brought to a pass in memory; what is measured begins there."""

    def __init__(self, bench: Bench, company: Company, stack: ExitStack) -> None:
        self._process = Process.of_module("naive", about_naive(company, bench.stores.make(SQLITE)))
        stack.callback(self._process.close)
        self._id = 0

    def measured_from(self, passes: int, count: int) -> list[float]:
        """The seconds of each completion of `count` passes after the first `passes`."""
        self._id += 1
        self._process.ask("loop", id=self._id, passes=passes)
        seconds: list[float] = self._process.ask("passes", id=self._id, count=count)
        return seconds


def _far_off(bench: Bench, company: Company, stack: ExitStack) -> Process:
    """The runner, on its way in memory to its tenth pass and to one too far off to be committed."""
    runner = Process.of_module("runner", {"until_check": told(company.until_check), "rework": told(company.rework)})
    stack.callback(runner.close)
    runner.begin({"job": "bytes_at", "passes": [TENTH, bench.sizes.memory_stop]})
    return runner


def _beside(bench: Bench, stop: int, old: Looping, young: Looping) -> list[float]:
    """Measure a run near `stop`, pass by pass beside the young instance; gives the seconds of the old one's."""
    report, window = bench.report, bench.sizes.window
    young.go(TENTH - window // 2)
    of_young, of_old = [], []
    for _ in range(window):
        of_young.append(young.once_more())
        of_old.append(old.once_more())
        if young.passes == TENTH:
            report.add(BYTES, f"pass{TENTH}_beside_pass{stop}", young.stored())
    report.add(BYTES, f"pass{stop}", old.stored())
    restored, dumped = old.parts()
    report.add(SECONDS, f"restore_pass{stop}", restored)
    report.add(SECONDS, f"dump_pass{stop}", dumped)
    report.add(SECONDS, f"pass{TENTH}_beside_pass{stop}", median(of_young))
    report.add(SECONDS, f"pass{stop}" if stop != bench.sizes.naive_stop else f"pass{stop}_cauce", median(of_old))
    return of_old


def _thinned(seconds: list[float]) -> Iterator[tuple[float, float]]:
    """A curve over the passes: the median of stretches that grow by a tenth each."""
    first = 0
    while first < len(seconds):
        after = max(first + 1, first + (first + 1) // 10)
        yield first + 1, median(seconds[first:after])
        first = after
