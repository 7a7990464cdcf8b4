"""The jobs over versions: putting them in force on their date, and proposing old ones for disposal."""

from engine.clock import Clock
from engine.db import Database
from engine.definitions.dates import take_effect
from engine.instances.disposal import propose
from engine.instances.runtime import Runtime
from engine.settings import Settings


def put_versions_in_force(database: Database, runtime: Runtime, settings: Settings, clock: Clock) -> int:
    """Put the approved versions in force whose date has come; how many. Raises StoreUnavailable."""
    with database.transaction() as connection:
        return take_effect(connection, at=clock())


def propose_disposal(database: Database, runtime: Runtime, settings: Settings, clock: Clock) -> int:
    """Propose for disposal the versions whose retention is over; how many. Raises StoreUnavailable."""
    with database.transaction() as connection:
        return propose(connection, render=runtime.words, at=clock())
