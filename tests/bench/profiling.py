"""Where a completion's time goes, by package: a profile of `commands.complete` over golden paths, and of nothing else.

A profiler slows small Python functions down more than it does the database or the hash, so the shares say where to look
and not how much there is to win. The commit, outside of `complete`, is not in it.
"""

import cProfile
import pstats
from collections import Counter
from pathlib import Path

from engine.instances import commands
from tests.bench.procedure import moment
from tests.bench.workloads.setting import Bench

ROOT = Path(__file__).parents[2]
WARM_UP, PATHS = 2, 10


def profile(bench: Bench, kind: str) -> list[tuple[str, float]]:
    """The milliseconds of a completion spent in each package's own functions, the largest first."""
    company = bench.company(kind)
    profiler = cProfile.Profile()
    done = 0
    for number in range(1, WARM_UP + PATHS + 1):
        folio = company.start(number)
        for position, step in enumerate(company.golden):
            with company.database.transaction() as connection:
                arguments = (connection, company.runtime, folio + step.suffix, step.values)
                at = moment(number, position)
                if number <= WARM_UP:
                    commands.complete(*arguments, actor=step.actor, at=at)
                    continue
                profiler.runcall(commands.complete, *arguments, actor=step.actor, at=at)
                done += 1
    company.database.close()
    return [(package, seconds * 1000 / done) for package, seconds in _by_package(profiler).most_common()]


def _by_package(profiler: cProfile.Profile) -> Counter[str]:
    spent: Counter[str] = Counter()
    for called, (_, _, own, _, callers) in pstats.Stats(profiler).stats.items():  # type: ignore[attr-defined]
        package = _package(called)
        if package is not None:
            spent[package] += own
            continue
        for caller, (_, _, seconds, _) in callers.items():  # what is in C is its caller's cost
            spent[_package(caller) or "the standard library"] += seconds
    return spent


def _package(called: tuple[str, int, str]) -> str | None:
    """The package of a function: two names deep for Cauce's own; None for the standard library."""
    file, _, name = called
    path = Path(file)
    if "site-packages" in path.parts:
        return path.parts[path.parts.index("site-packages") + 1].removesuffix(".py")
    if path.is_relative_to(ROOT):
        return ".".join(path.relative_to(ROOT).parts[:2]).removesuffix(".py")
    return "sqlite3" if "sqlite3" in name else None
