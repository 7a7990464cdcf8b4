"""What was measured, and the ratios that follow from it."""

import os
import platform
from collections import defaultdict
from dataclasses import dataclass, field
from importlib.metadata import version
from pathlib import Path
from statistics import median

from tests.bench.sizes import Sizes
from tests.bench.stores import KINDS

SECONDS, BYTES, COUNTS = "seconds", "bytes", "counts"
NOT_RUN = "its workload was not run"
PEERS = ("viewflow", "dbos")
"""Peers that were driven along the golden path on both kinds of database."""
READ = ("inbox", "task", "list", "opportunity")
"""Pages whose cost is told beside that of a bare page that reads the same rows."""
GROWING = ("inbox", "list", "search_one", "search_client", "board", "register")
"""Pages whose cost over two hundred thousand instances is told beside that over two thousand."""


@dataclass(frozen=True, slots=True)
class Ratio:
    """`over` divided by `under`, run by run; the figure is the median. `target` is what the ratio must reach:
    at most that much, or at least where `at_least`."""

    section: str
    over: str
    under: str
    target: float | None = None
    at_least: bool = False


def ratios_for(sizes: Sizes) -> dict[str, Ratio]:
    """The ratios of two measured figures, by key."""
    fixed = {
        "sqlite_vs_raw": Ratio(SECONDS, "golden_cauce_sqlite", "golden_raw_sqlite", 4),
        "postgresql_vs_raw": Ratio(SECONDS, "golden_cauce_postgresql", "golden_raw_postgresql", 2),
        "golden_naive_vs_cauce": Ratio(SECONDS, "golden_naive_sqlite", "golden_cauce_sqlite", 3, True),
        "golden_naive_vs_cauce_postgresql": Ratio(SECONDS, "golden_naive_postgresql", "golden_cauce_postgresql"),
        "golden_bpmn_engine_vs_cauce": Ratio(SECONDS, "golden_bpmn_engine", "golden_cauce_sqlite", 12, True),
        "sqlite_vs_raw_cpu": Ratio(SECONDS, "golden_cauce_sqlite_cpu", "golden_raw_sqlite_cpu"),
        "form_save_vs_page": Ratio(SECONDS, "form_save_cpu", "form_page_cpu", 0.6),
        "request_vs_bare": Ratio(SECONDS, "request_cauce_wall", "request_bare_wall"),
        "request_vs_bare_cpu": Ratio(SECONDS, "request_cauce_cpu", "request_bare_cpu"),
        "facts_event_vs_pass10": Ratio(SECONDS, "facts_event_far", "facts_event_near", 1.25),
        "inbox_1m_vs_10k_sqlite": Ratio(SECONDS, "inbox_1m_sqlite", "inbox_10k_sqlite"),
        "inbox_1m_vs_10k_postgresql": Ratio(SECONDS, "inbox_1m_postgresql", "inbox_10k_postgresql"),
    }
    for page in READ:
        for clock in ("cpu", "wall"):
            fixed[f"{page}_vs_bare_{clock}"] = Ratio(SECONDS, f"page_{page}_{clock}", f"bare_{page}_{clock}")
    for peer in PEERS:
        for kind in KINDS:
            for clock in ("", "_cpu"):
                names = (f"golden_{name}_{kind}{clock}" for name in (peer, "cauce"))
                fixed[f"golden_{peer}_vs_cauce_{kind}{clock}"] = Ratio(SECONDS, *names)
    for page in GROWING:
        for kind in (f"{kind}{clock}" for kind in KINDS for clock in ("", "_cpu")):
            fixed[f"{page}_200k_vs_2k_{kind}"] = Ratio(SECONDS, f"page_{page}_many_{kind}", f"page_{page}_few_{kind}")
    for clients in sizes.clients[1:]:
        fixed[f"throughput_{clients}_clients_vs_1"] = Ratio(SECONDS, "clients_1", f"clients_{clients}")
    naive = f"pass{sizes.naive_stop}"
    fixed[f"{naive}_naive_vs_cauce"] = Ratio(SECONDS, f"{naive}_naive", f"{naive}_cauce", 40, True)
    for stop in sizes.stops:
        if stop != sizes.naive_stop:
            fixed[f"cost_pass{stop}_vs_pass10"] = Ratio(SECONDS, f"pass{stop}", f"pass10_beside_pass{stop}", 1.15)
            fixed[f"bytes_pass{stop}_vs_pass10"] = Ratio(BYTES, f"pass{stop}", f"pass10_beside_pass{stop}", 1.05)
    if sizes.memory_stop:
        far = f"pass{sizes.memory_stop}"
        fixed[f"bytes_{far}_vs_pass10"] = Ratio(BYTES, far, f"pass10_beside_{far}", 1.05)
    return fixed


# What is no ratio of two figures, though it is told among them: (section, name, target, at least).
DIRECT = {
    "sql_per_completion": (COUNTS, ("sql_sqlite", "sql_postgresql"), 10.0, False),
    "trips_per_completion": (COUNTS, ("trips_per_completion",), 4.0, False),
    "lists_200k_cpu_ms": (COUNTS, tuple(f"lists_200k_{kind}_cpu_ms" for kind in KINDS), 40.0, False),
    "form_save_cpu_ms": (COUNTS, ("form_save_cpu_ms",), 10.0, False),
    "verify_events_per_s_core": (COUNTS, ("verify_events_per_s_core",), 3000.0, True),
    "facts_events_per_s_core": (COUNTS, ("facts_events_per_s_core",), 1000.0, True),
    "impact_10k_s": (COUNTS, ("impact_10k_s",), 60.0, False),
    "impact_10k_cpu_s": (COUNTS, ("impact_10k_cpu_s",), 120.0, False),  # sixty on each of two
    "seal_1k_s": (COUNTS, ("seal_1k_s",), 2.0, False),
    "seal_1k_cpu_s": (COUNTS, ("seal_1k_cpu_s",), 2.0, False),
    "inclusion_1m_ms": (COUNTS, ("inclusion_1m_ms",), 10.0, False),
    "inclusion_1m_cpu_ms": (COUNTS, ("inclusion_1m_cpu_ms",), 10.0, False),
}
WORST_OF = {"inbox_1m_vs_10k": (("inbox_1m_vs_10k_sqlite", "inbox_1m_vs_10k_postgresql"), 1.5)}


@dataclass
class Report:
    """Figures by section and name, one for each run; `notes` say why a ratio is null, or how it is to be read."""

    sizes: Sizes
    quick: bool = False
    figures: dict[str, dict[str, list[float]]] = field(
        default_factory=lambda: {section: defaultdict(list) for section in (SECONDS, BYTES, COUNTS)}
    )
    curves: dict[str, list[tuple[float, float]]] = field(default_factory=dict)
    notes: dict[str, str] = field(default_factory=dict)
    machine: dict[str, object] = field(default_factory=dict)

    def add(self, section: str, name: str, value: float) -> None:
        """Take down the figure of one more run."""
        self.figures[section][name].append(value)

    def median(self, section: str, name: str) -> float | None:
        """The figure of that name, over the runs; None when it was not measured."""
        found = self.figures[section].get(name)
        return median(found) if found else None

    def ratios(self) -> dict[str, float | None]:
        """Every ratio by key; None where one of its figures was not measured, and then `as_dict` says why."""
        ratios = {key: self._ratio(ratio) for key, ratio in ratios_for(self.sizes).items()}
        for key, (parts, _) in WORST_OF.items():
            found = [ratios[part] for part in parts]
            ratios[key] = max(value for value in found if value is not None) if None not in found else None
        for key, (section, names, _, _) in DIRECT.items():
            medians = [value for name in names if (value := self.median(section, name)) is not None]
            ratios[key] = max(medians) if len(medians) == len(names) else None
        return ratios

    def targets(self) -> dict[str, tuple[float, bool]]:
        """What must be reached, by key: the limit, and whether it is the least (or else the most)."""
        found = {
            key: (ratio.target, ratio.at_least)
            for key, ratio in ratios_for(self.sizes).items()
            if ratio.target is not None
        }
        found |= {key: (target, False) for key, (_, target) in WORST_OF.items()}
        return found | {key: (target, at_least) for key, (_, _, target, at_least) in DIRECT.items()}

    def as_dict(self) -> dict[str, object]:
        """What ``--json`` prints."""
        ratios = self.ratios()
        notes = {key: NOT_RUN for key, value in ratios.items() if value is None} | self.notes
        sections = {
            section: {name: median(values) for name, values in sorted(figures.items())}
            for section, figures in self.figures.items()
        }
        return {
            "machine": self.machine,
            "quick": self.quick,
            "runs": self.sizes.runs,
            **sections,
            "ratios": ratios,
            "notes": notes,
            "each_run": {section: dict(figures) for section, figures in self.figures.items()},
        }

    def _ratio(self, ratio: Ratio) -> float | None:
        over, under = (self.figures[ratio.section].get(name) for name in (ratio.over, ratio.under))
        if not over or not under:
            return None
        return median(a / b for a, b in zip(over, under, strict=True))


def machine(databases: dict[str, str]) -> dict[str, object]:
    """What it was measured on. `load` is the number of processes that wanted the processors before anything began:
    with more than one or so, absolute figures mean little."""
    return {
        "system": platform.platform(),
        "processor": _processor(),
        "cpus": os.cpu_count(),
        "load": round(os.getloadavg()[0], 2),
        "python": platform.python_version(),
        "spiffworkflow": version("SpiffWorkflow"),
        "sqlalchemy": version("SQLAlchemy"),
        **databases,
    }


def _processor() -> str:
    cpuinfo = Path("/proc/cpuinfo")
    if not cpuinfo.exists():
        return platform.processor()
    names = [
        line.partition(":")[2].strip() for line in cpuinfo.read_text().splitlines() if line.startswith("model name")
    ]
    return names[0] if names else platform.machine()
