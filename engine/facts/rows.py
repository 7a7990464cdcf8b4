"""What the rows of facts hold, as folding changes it: moments are texts, as they are stored. Pure."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from engine import canonical_json
from engine.facts.models import VisitKind, VisitStatus
from engine.history.visits import Visit


@dataclass(slots=True)
class InstanceFacts:
    """The row of an instance (`engine.facts.models.instance_facts`); `versions` and `actors` read."""

    process_id: str
    version: int
    first_version: int
    outcome: str
    status: str
    started_at: str
    started_by: str
    start_month: str
    versions: dict[str, int]
    actors: set[str]
    ended_at: str | None = None
    end_month: str = ""
    events: int = 0
    steps: int = 0
    rounds: int = 0
    corrections: int = 0
    missed: int = 0
    missed_minutes: int = 0
    elapsed_minutes: int | None = None
    working_minutes: int | None = None
    migrated: bool = False
    returned: int = 0
    incidents: int = 0
    disposed: bool = False
    variant: str = ""

    @property
    def people(self) -> int:
        """How many different people did something there."""
        return len(self.actors)


@dataclass(slots=True)
class VisitFacts:
    """The row of a visit (`engine.facts.models.visit_facts`)."""

    seq: int
    process_id: str
    version: int
    visit: Visit
    again: bool
    kind: VisitKind
    enabled_at: str
    name: str | None = None
    lane: str | None = None
    status: VisitStatus = VisitStatus.OPEN
    taken_at: str | None = None
    closed_at: str | None = None
    closed_month: str = ""
    closing_seq: int | None = None
    person: str | None = None
    role: str | None = None
    in_place_of: str | None = None
    due_at: str | None = None
    missed_minutes: int | None = None
    waited_minutes: int | None = None
    working_minutes: int | None = None


def row_of(instance: InstanceFacts) -> dict[str, Any]:
    """The row of an instance, without its id, as a statement takes it."""
    found = {name: getattr(instance, name) for name in InstanceFacts.__slots__}
    found["versions"] = canonical_json.dumps(instance.versions)
    found["actors"] = canonical_json.dumps(sorted(instance.actors))
    return {**found, "people": instance.people}


def instance_from(row: Mapping[str, Any]) -> InstanceFacts:
    """An instance from its row, as a statement gives it."""
    found = {name: row[name] for name in InstanceFacts.__slots__}
    versions: Any = canonical_json.loads(row["versions"])
    actors: Any = canonical_json.loads(row["actors"])
    found |= {"versions": versions, "actors": set(actors)}
    found |= {name: bool(row[name]) for name in ("migrated", "disposed")}
    return InstanceFacts(**found)


VISIT = ("scope", "element", "pass", "index")
_OWN = tuple(name for name in VisitFacts.__slots__ if name != "visit")


def visit_row(found: VisitFacts) -> dict[str, Any]:
    """The row of a visit, without the id of its instance, as a statement takes it."""
    return {**{name: getattr(found, name) for name in _OWN}, **dict(zip(VISIT, found.visit, strict=True))}


def visit_from(row: Mapping[str, Any]) -> VisitFacts:
    """A visit from its row, as a statement gives it."""
    found = {name: row[name] for name in _OWN}
    found |= {"kind": VisitKind(row["kind"]), "status": VisitStatus(row["status"]), "again": bool(row["again"])}
    return VisitFacts(**found, visit=Visit(*(row[name] for name in VISIT)))
