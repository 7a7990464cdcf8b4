"""What every workload is handed, and the company they all begin with."""

from collections.abc import Sequence
from dataclasses import asdict, dataclass, field, replace
from pathlib import Path
from typing import Any

from engine.db import Database
from engine.definitions import sources
from engine.history.channels import SITE
from engine.instances.runtime import Runtime
from tests.bench import procedure
from tests.bench.procedure import Step
from tests.bench.report import Report
from tests.bench.sizes import Sizes
from tests.bench.stores import Stores


@dataclass
class Bench:
    """`folder` is kept between runs of the benchmark and holds what was installed; `install` says whether it may be."""

    stores: Stores
    report: Report
    folder: Path
    install: bool = True
    _templates: "dict[str, Company]" = field(default_factory=dict)

    @property
    def sizes(self) -> Sizes:
        """How much is to be run."""
        return self.report.sizes

    def company(self, kind: str) -> "Company":
        """The company in a new database, with nothing going on but what was rehearsed."""
        if kind not in self._templates:
            self._templates[kind] = rehearsed(self.stores.make(kind))
        template = self._templates[kind]
        url = self.stores.make(kind, template.url)
        return replace(template, url=url, runtime=procedure.runtime(), database=Database(url, SITE))


@dataclass
class Company:
    """A database with people and procedures in force.

    `golden` are the steps of the golden path, `until_check` those before activity 5, and `rework` what one pass of
    5 ↔ 6 is: the proposal does not comply, and is corrected.
    """

    url: str
    runtime: Runtime
    database: Database
    golden: list[Step]
    until_check: list[Step]
    rework: list[Step]

    def start(self, number: int) -> str:
        """Start instance `number`, from 1; gives its folio."""
        return procedure.start(self.database, self.runtime, number)


def rehearsed(url: str) -> Company:
    """The company in a new database at `url`, which nothing holds open."""
    runtime, database = procedure.runtime(), Database(url, SITE)
    procedure.prepare(database, runtime)
    golden = procedure.rehearse(database, runtime, procedure.GOLDEN)
    before = [step.element for step in golden].index(procedure.CHECK)
    rework = procedure.rehearse(database, runtime, procedure.REWORK, most=before + 2)[before:]
    database.close()
    return Company(url, runtime, database, golden, golden[:before], rework)


def told(steps: Sequence[Step]) -> list[dict[str, Any]]:
    """Steps as a contender in another process is told them."""
    return [asdict(step) for step in steps]


def about_naive(company: Company, url: str) -> dict[str, Any]:
    """What `contenders.naive` must know."""
    return {
        "url": url,
        "diagrams": [source.file for source in sources.shipped()],
        "process": procedure.PROCESS,
        "steps": told(company.golden),
        "rework": told(company.rework),
    }
