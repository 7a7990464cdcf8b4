"""The golden path of the shipped procedure, from prospecting to the signed contract, by every contender in turn."""

import gc
from collections.abc import Callable, Iterator
from contextlib import ExitStack
from functools import partial
from itertools import count
from statistics import median
from time import process_time
from typing import NamedTuple

from engine.db import Database
from engine.definitions import sources
from engine.history.channels import SITE
from engine.memory import tune_gc
from tests.bench import recording
from tests.bench.contenders import bpmn_engine, peers
from tests.bench.contenders.cauce import Cauce
from tests.bench.contenders.peers import PeerMissing
from tests.bench.contenders.raw import Raw
from tests.bench.procedure import PROCESS
from tests.bench.processes import Process
from tests.bench.report import COUNTS, PEERS, SECONDS
from tests.bench.stores import KINDS, SQLITE
from tests.bench.workloads.setting import Bench, Company, about_naive, told


class Contender(NamedTuple):
    """`path` drives a new instance and gives the seconds of each completion; `cpu` gives the seconds of the processor
    that its process has taken so far, a database server's left out."""

    path: Callable[[], list[float]]
    cpu: Callable[[], float] = process_time

    @classmethod
    def elsewhere(cls, process: Process, ids: Iterator[int] | None = None) -> "Contender":
        """One in a process of its own, which is told a new number for each instance where it wants one."""
        path = partial(process.ask, "path") if ids is None else lambda: process.ask("path", id=next(ids))
        return cls(path, partial(process.ask, "cpu"))


Contenders = dict[str, Contender]
WARM_UP = 3  # instances: statements are prepared, Node.js has compiled, files have grown
FAST = ("raw", "cauce")


class NotTheSameRows(Exception):
    """The raw bound did not write what Cauce wrote: it measured something else."""


def run(bench: Bench) -> None:
    """Seconds for each completion, by contender, by the clock and of the processor; and the most statements that Cauce
    sends for one."""
    contenders: Contenders = {}
    with ExitStack() as stack:
        pairs = [_cauce_and_raw(bench, kind, contenders, stack) for kind in KINDS]
        _bpmn_engine(bench, contenders, stack)
        _from_pypi(bench, contenders, stack)
        _measure(bench, contenders)
    for written, by_hand in pairs:
        require_same(written, by_hand)


def _measure(bench: Bench, contenders: Contenders) -> None:
    for contender in contenders.values():
        for _ in range(WARM_UP):
            contender.path()
    tune_gc()  # as a server does when it has read its procedures
    turns = list(contenders)
    for _ in range(bench.sizes.runs):
        for name in turns:
            contender = contenders[name]
            many = bench.sizes.paths if name.partition("_")[0] in FAST else bench.sizes.slow_paths
            spent = contender.cpu()
            # A block of its own for each: right after another contender the raw bound takes twice its time or more.
            paths = [contender.path() for _ in range(many)]
            spent = contender.cpu() - spent
            bench.report.add(SECONDS, f"golden_{name}", median(sum(path) / len(path) for path in paths))
            bench.report.add(SECONDS, f"golden_{name}_cpu", spent / sum(map(len, paths)))
        turns.append(turns.pop(0))
    gc.unfreeze()


def _cauce_and_raw(bench: Bench, kind: str, contenders: Contenders, stack: ExitStack) -> tuple[str, str]:
    """Add those that run on one kind of database; gives the URLs of what Cauce and of what the raw bound will write."""
    company = bench.company(kind)
    folios = [company.start(number) for number in range(1, bench.sizes.runs * bench.sizes.paths + WARM_UP + 1)]
    company.database.close()
    rehearsal, written, by_hand = (bench.stores.make(kind, company.url) for _ in range(3))
    database = Database(rehearsal, SITE)
    recorded = recording.record(database, company.runtime, folios, company.golden)
    database.close()
    for path in recorded[WARM_UP:]:
        bench.report.add(COUNTS, f"sql_{kind}", max(completion.statements for completion in path))
    cauce = Cauce(Database(written, SITE), company.runtime, folios, company.golden)
    raw = Raw(by_hand, recorded)
    stack.callback(cauce.close)
    stack.callback(raw.close)
    contenders[f"raw_{kind}"] = Contender(raw.path)
    contenders[f"cauce_{kind}"] = Contender(cauce.path)
    contenders[f"naive_{kind}"] = _naive(bench, kind, company, stack)
    return written, by_hand


def _naive(bench: Bench, kind: str, company: Company, stack: ExitStack) -> Contender:
    process = Process.of_module("naive", about_naive(company, bench.stores.make(kind)))
    stack.callback(process.close)
    return Contender.elsewhere(process, count(1))


def _bpmn_engine(bench: Bench, contenders: Contenders, stack: ExitStack) -> None:
    try:
        home = bpmn_engine.installed(bench.folder, install=bench.install)
    except PeerMissing as error:
        bench.report.notes["golden_bpmn_engine_vs_cauce"] = f"bpmn-engine is missing: {error}"
        return
    company = bench.company(SQLITE)
    company.database.close()
    diagram = next(source.diagram for source in sources.shipped() if PROCESS in source.file)
    process = bpmn_engine.started(home, bench.stores.folder, diagram, told(company.golden))
    stack.callback(process.close)
    contenders["bpmn_engine"] = Contender.elsewhere(process, count(1))


def _from_pypi(bench: Bench, contenders: Contenders, stack: ExitStack) -> None:
    try:
        python = peers.installed(bench.folder, install=bench.install)
    except PeerMissing as error:
        for key in (
            f"golden_{peer}_vs_cauce_{kind}{clock}" for peer in PEERS for kind in KINDS for clock in ("", "_cpu")
        ):
            bench.report.notes[key] = f"{key.split('_')[1]} is missing: {error}"
        return
    company = bench.company(SQLITE)
    company.database.close()
    for peer in PEERS:
        for kind in KINDS:
            process = peers.started(python, peer, {"url": bench.stores.make(kind), "steps": told(company.golden)})
            stack.callback(process.close)
            bench.report.machine[peer] = process.ask("versions")
            contenders[f"{peer}_{kind}"] = Contender.elsewhere(process)


def require_same(written: str, by_hand: str) -> None:
    """Raises NotTheSameRows unless the databases at both URLs hold the same."""
    databases = Database(written, SITE), Database(by_hand, SITE)
    expected, found = map(recording.contents, databases)
    for database in databases:
        database.close()
    different = [table for table, rows in expected.items() if rows != found[table]]
    if different:
        raise NotTheSameRows(", ".join(different))
