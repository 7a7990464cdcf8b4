"""Whether a draft was tried on the instances, as it is now: nobody signs what nobody knows the impact of.

`engine.impact` tries it and keeps what it does; here stands what document control asks before it lets a draft pass.
"""

import hashlib
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import Connection, column, select, table

from engine import canonical_json
from engine.definitions import queries
from engine.definitions.calls import reached
from engine.definitions.drafts import Draft
from engine.definitions.models import draft_impacts
from engine.definitions.statuses import ImpactStatus
from engine.errors import Conflict


class ImpactRequired(Conflict):
    """The draft was not tried on the instances as it is now. Details: `process_id`."""

    code = "impact_required"


class ImpactUnderWay(Conflict):
    """The draft is being tried on the instances. Details: `process_id`."""

    code = "impact_under_way"


@dataclass(frozen=True, slots=True)
class Basis:
    """What an impact depends on besides the instances: digests of the draft's `content`, diagram and forms, and of the
    versions in force that run with it (`against`). SHA-256, hexadecimal."""

    content: str
    against: str


@dataclass(frozen=True, slots=True)
class Impact:
    """The last trial of a draft.

    `heads` is the digest of the last events of all instances, once it is finished; `since` how far back it looks;
    `total` the instances that there were when it was asked for.
    """

    draft_id: int
    content: str
    against: str
    heads: str | None
    since: datetime
    status: ImpactStatus
    total: int
    asked_by: str
    asked_at: datetime
    finished_at: datetime | None

    def is_of(self, basis: Basis) -> bool:
        """Whether it is about what the draft says now, beside the versions that are in force now."""
        return (self.content, self.against) == (basis.content, basis.against)


def basis_of(connection: Connection, draft: Draft) -> Basis:
    """What the impact of a draft depends on now."""
    parts = {
        "diagram": hashlib.sha256(draft.diagram).hexdigest(),
        "forms": {name: hashlib.sha256(source).hexdigest() for name, source in draft.forms.items()},
    }
    diagrams = {**queries.diagrams_in_force(connection), draft.process_id: draft.diagram}
    callers = (each for each in diagrams if draft.process_id in reached(each, diagrams))
    together = {name for each in callers for name in reached(each, diagrams)}
    in_force = queries.in_force(connection)
    versions = {name: in_force[name].digest for name in sorted(together) if name in in_force}
    return Basis(_digest(parts), _digest(versions))


def impact_of(connection: Connection, draft_id: int) -> Impact | None:
    """The last trial of a draft, whether or not it is about what the draft says now."""
    columns = [draft_impacts.c[name] for name in Impact.__dataclass_fields__]
    row = connection.execute(select(*columns).where(draft_impacts.c.draft_id == draft_id)).first()
    if row is None:
        return None
    values: dict[str, Any] = dict(row._mapping)
    return Impact(**{**values, "status": ImpactStatus(row.status)})


def require_for(connection: Connection, draft: Draft) -> None:
    """Raises ImpactRequired, ImpactUnderWay unless the draft was tried as it is now.

    Of a procedure without instances there is nothing to try it on.
    """
    if not _has_instances(connection, draft.process_id):
        return
    found = impact_of(connection, draft.id)
    if found is None or not found.is_of(basis_of(connection, draft)):
        raise ImpactRequired(process_id=draft.process_id)
    if found.status is ImpactStatus.RUNNING:
        raise ImpactUnderWay(process_id=draft.process_id)
    if found.status is not ImpactStatus.FINISHED:
        raise ImpactRequired(process_id=draft.process_id)


def _has_instances(connection: Connection, process_id: str) -> bool:
    # By name: definitions are below instances and import nothing of them.
    instances = table("instances", column("versions"))
    of_it = instances.c.versions.contains(f'"{process_id}":', autoescape=True)
    return (
        connection.execute(select(column("versions")).select_from(instances).where(of_it).limit(1)).first() is not None
    )


def _digest(value: object) -> str:
    return hashlib.sha256(canonical_json.dumps(value).encode()).hexdigest()
