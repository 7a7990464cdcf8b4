"""``python -m tests.bench``: see the package's own words on how to read it."""

import argparse
import json
import sys
from collections.abc import Iterator, Sequence
from dataclasses import replace
from pathlib import Path
from time import perf_counter

from engine.memory import tune_gc
from tests.bench import plots, profiling, stores
from tests.bench.report import Report, machine
from tests.bench.sizes import FULL, QUICK
from tests.bench.workloads import (
    clients,
    distance,
    facts,
    form,
    golden,
    impact,
    inbox,
    lists,
    log,
    loop,
    pages,
    request,
    site,
    verify,
)
from tests.bench.workloads.setting import Bench

WORKLOADS = {
    "golden": golden,
    "distance": distance,
    "loop": loop,
    "facts": facts,
    "inbox": inbox,
    "site": site,
    "lists": lists,
    "form": form,
    "request": request,
    "pages": pages,
    "verify": verify,
    "impact": impact,
    "log": log,
    "clients": clients,
}
FOLDER = Path(__file__).parents[2] / "var" / "bench"


def main(arguments: Sequence[str] | None = None) -> int:
    """Run the workloads, write the plots and ``bench.json`` into `FOLDER`, print the report."""
    parser = argparse.ArgumentParser(prog="python -m tests.bench", description="Cauce beside the least and its peers.")
    parser.add_argument("--json", action="store_true", help="print JSON and nothing else on standard output")
    parser.add_argument("--quick", action="store_true", help="smaller workloads, under a minute")
    parser.add_argument("--runs", type=int, help="how often everything is measured (5, and 3 with --quick)")
    parser.add_argument("--only", choices=sorted(WORKLOADS), help="one workload; the others' ratios are null")
    parser.add_argument("--profile", action="store_true", help="where a completion's time goes, by package, instead")
    given = parser.parse_args(arguments)
    sizes = QUICK if given.quick else FULL
    if given.runs is not None:
        sizes = replace(sizes, runs=max(given.runs, 1))
    report = Report(sizes, given.quick)
    tune_gc()  # as `cauce serve` does
    with stores.opened(FOLDER) as opened:
        report.machine = machine(opened.versions())
        bench = Bench(opened, report, FOLDER)
        if given.profile:
            print("\n".join(_profiles(bench)))
            return 0
        run_all(bench, [given.only] if given.only else list(WORKLOADS))
    told = report.as_dict()
    told["plots"] = [str(path) for path in plots.write(report, FOLDER)]
    text = json.dumps(told, indent=2, ensure_ascii=False)
    (FOLDER / "bench.json").write_text(text + "\n")
    print(text if given.json else readable(report, told))
    return 0


def run_all(bench: Bench, names: Sequence[str]) -> None:
    """Run the workloads of those names, one after the other, and say so on standard error."""
    for name in names:
        begun = perf_counter()
        print(f"{name} …", end=" ", file=sys.stderr, flush=True)
        WORKLOADS[name].run(bench)
        print(f"{perf_counter() - begun:.0f} s", file=sys.stderr)


def _profiles(bench: Bench) -> Iterator[str]:
    for kind in stores.KINDS:
        spent = profiling.profile(bench, kind)
        yield f"{kind}: {sum(own for _, own in spent):.2f} ms a completion, slowed down by the profiler"
        yield from (f"{own:8.3f} ms  {package}" for package, own in spent[:12])


def readable(report: Report, told: dict[str, object]) -> str:
    """The ratios with what they must be, the seconds behind them, and where the plots are."""
    targets, notes = report.targets(), told["notes"]
    assert isinstance(notes, dict)
    lines = [f"{key}: {value}" for key, value in report.machine.items()]
    lines.append("")
    for key, value in sorted(report.ratios().items()):
        figure = "—" if value is None else f"{value:,.2f}"
        wanted = ""
        if key in targets:
            target, at_least = targets[key]
            kept = value is not None and (value >= target if at_least else value <= target)
            wanted = f"{'≥' if at_least else '≤'} {target:,g} {'' if value is None else 'yes' if kept else 'NO'}"
        lines.append(f"{key:40} {figure:>10}  {wanted:12} {notes.get(key, '')}".rstrip())
    lines.append("")
    seconds = told["seconds"]
    assert isinstance(seconds, dict)
    lines += [f"{name:40} {value * 1000:10.3f} ms" for name, value in seconds.items()]
    plotted = told["plots"]
    assert isinstance(plotted, list)
    return "\n".join([*lines, "", *plotted])


if __name__ == "__main__":
    raise SystemExit(main())
