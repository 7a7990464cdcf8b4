"""Putting a diagram in force as the company does: one prepares, another reviews, a third approves."""

from datetime import datetime

from engine.definitions import control
from engine.definitions.deployment import deploy
from engine.definitions.inspection import Source
from engine.definitions.queries import Version
from tests.support import Company

AUTHOR, REVIEWER, APPROVER = "director_comercial", "control_documentos", "direccion_general"


def publish(
    company: Company, *sources: Source, description: str = "Prueba", at: datetime | None = None
) -> list[Version]:
    """The versions that `sources` become, in force, all in one moment."""
    at = at or company.clock()
    with company.database.transaction() as connection:
        found = []
        for each in deploy(connection, sources, description, actor=AUTHOR, at=at):
            control.review(connection, each.process_id, actor=REVIEWER, at=at)
            found.append(control.approve(connection, each.process_id, actor=APPROVER, at=at))
        return found
