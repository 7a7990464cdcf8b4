"""Putting a diagram in force as the company does: one prepares, another reviews, a third approves."""

from datetime import datetime
from functools import partial

from engine.definitions import control
from engine.definitions.deployment import deploy
from engine.definitions.drafts import required
from engine.definitions.inspection import Source
from engine.definitions.queries import Version
from engine.definitions.statuses import DraftStatus
from engine.impact.keeping import try_now
from tests.support import Company

AUTHOR, REVIEWER, APPROVER = "director_comercial", "control_documentos", "direccion_general"


def try_draft(company: Company, process_id: str = "gestion_comercial") -> None:
    """Try the open draft on the instances: until then nobody may submit it."""
    with company.database.transaction() as connection:
        draft = required(connection, process_id, DraftStatus.DRAFT)
        try_now(connection, draft, actor=AUTHOR, at=company.clock())


def publish(
    company: Company, *sources: Source, description: str = "Prueba", at: datetime | None = None
) -> list[Version]:
    """The versions that `sources` become, in force, all in one moment."""
    at = at or company.clock()
    with company.database.transaction() as connection:
        found = []
        tried = partial(try_now, actor=AUTHOR, at=at)
        for each in deploy(connection, sources, description, before_review=tried, actor=AUTHOR, at=at):
            control.review(connection, each.process_id, actor=REVIEWER, at=at)
            found.append(control.approve(connection, each.process_id, actor=APPROVER, at=at))
        return found
