"""The job that puts approved versions in force on their date."""

from engine.clock import Clock
from engine.db import Database
from engine.definitions.dates import take_effect
from engine.instances.runtime import Runtime
from engine.settings import Settings


def put_versions_in_force(database: Database, runtime: Runtime, settings: Settings, clock: Clock) -> int:
    """Put the approved versions in force whose date has come; how many. Raises StoreUnavailable."""
    with database.transaction() as connection:
        return take_effect(connection, at=clock())
