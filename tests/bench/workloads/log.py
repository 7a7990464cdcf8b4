"""The log: how long sealing takes, and a proof that a head is in it. On SQLite.

Sealing is all that `engine.verification.sealing.seal` does for histories that have just begun: it verifies each,
appends its head and signs. The proof is looked for in a log of a million heads, from the name of a ledger on, and
checked. Each is told as it is waited for and as the processor is kept busy.
"""

from collections.abc import Callable
from pathlib import Path
from random import Random
from time import perf_counter, process_time
from typing import TypeVar

from engine.clock import system_clock
from engine.db import Database
from engine.history import log, tree
from engine.history.channels import SITE
from engine.history.keys import new_key
from engine.history.log import Head
from engine.verification import sealing
from tests.bench import procedure
from tests.bench.report import COUNTS
from tests.bench.stores import SQLITE
from tests.bench.workloads.setting import Bench

T = TypeVar("T")
THOUSAND, MILLION = 1_000, 1_000_000
FIRST = 1_000
"""The number of the first instance: above those of the rehearsal."""
PROOFS = 100
SHARE = 10_000
"""Heads that are appended at once."""


class NotProven(Exception):
    """Something was not sealed, or a proof leads to another root: this measured nothing."""


def run(bench: Bench) -> None:
    """Seconds for sealing a thousand new heads; milliseconds for a proof at a million."""
    sizes = bench.sizes
    if sizes.heads != THOUSAND:
        bench.report.notes["seal_1k_s"] = f"{sizes.heads:,} heads stand in for the thousand, with what beginning costs"
    if sizes.leaves != MILLION:
        bench.report.notes["inclusion_1m_ms"] = f"{sizes.leaves:,} heads stand in for the million"
    filled = bench.company(SQLITE)
    for number in range(FIRST, FIRST + sizes.heads):
        filled.start(number)
    filled.database.close()
    long = Database(bench.stores.make(SQLITE, filled.url), SITE)
    root = _fill(long, sizes.leaves)
    for number in range(sizes.runs):
        url, folder = bench.stores.make(SQLITE, filled.url), bench.stores.folder
        elapsed, spent = _sealed(url, folder / f"log-{number}.pem", sizes.heads)
        bench.report.add(COUNTS, "seal_1k_s", elapsed)
        bench.report.add(COUNTS, "seal_1k_cpu_s", spent)
        elapsed, spent = _proven(long, sizes.leaves, root)
        bench.report.add(COUNTS, "inclusion_1m_ms", elapsed)
        bench.report.add(COUNTS, "inclusion_1m_cpu_ms", spent)
    long.close()


def _timed(work: Callable[[], T]) -> tuple[float, float, T]:
    """Seconds that were waited for, seconds of the processor, and what came of it."""
    before, begun = process_time(), perf_counter()
    result = work()
    return perf_counter() - begun, process_time() - before, result


def _sealed(url: str, key: Path, heads: int) -> tuple[float, float]:
    database, runtime, keys = Database(url, SITE), procedure.runtime(), new_key(key)
    elapsed, spent, sealed = _timed(lambda: sealing.seal(database, runtime, keys, keys.kept, system_clock))
    database.close()
    if sealed.checkpoint is None or sealed.refused or sealed.checkpoint.size < heads:
        raise NotProven(str(sealed.refused))
    return elapsed * THOUSAND / heads, spent * THOUSAND / heads


def _fill(database: Database, leaves: int) -> str:
    """Append so many heads, each of a ledger of its own; gives the root."""
    size, root = 0, ""
    while size < leaves:
        share = [_head(number) for number in range(size, min(size + SHARE, leaves))]
        with database.transaction() as connection:
            size, root = log.append(connection, size, share)
    with database.transaction() as connection:
        connection.exec_driver_sql("ANALYZE")  # as each database does by itself sooner or later
    return root


def _head(number: int) -> Head:
    return Head(f"GC-2026-{number:07}", 1, f"{number:064x}")


def _proven(database: Database, leaves: int, root: str) -> tuple[float, float]:
    """Milliseconds of a proof, on the average of some."""
    lot = Random(1)
    wanted = [_head(lot.randrange(leaves)) for _ in range(PROOFS)]
    with database.reading() as connection:

        def prove(head: Head) -> tuple[int, list[str]]:
            (leaf,) = log.of_ledger(connection, head.ledger)
            return leaf.index, log.inclusion(connection, leaf.index, leaves)

        elapsed, spent, found = _timed(lambda: [prove(head) for head in wanted])
    for head, (index, proof) in zip(wanted, found, strict=True):
        reached = tree.root_by_inclusion(head.leaf, index, leaves, [bytes.fromhex(each) for each in proof])
        if reached is None or reached.hex() != root:
            raise NotProven(head.ledger)
    return elapsed * 1000 / PROOFS, spent * 1000 / PROOFS
