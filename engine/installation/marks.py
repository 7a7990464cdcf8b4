"""The mark of a database: whether a demonstration or a company was made in it, or nothing yet.

A demonstration lets anybody be anybody and fills a history that nobody can delete. So it never goes by what a database
looks like: it asks for a mark that only the demonstration writes, in a table that the database refuses to change.
"""

from datetime import datetime

from sqlalchemy import Connection, func, insert, inspect, select

from engine.errors import Conflict
from engine.identity.models import people
from engine.installation.models import InstallationKind, installation


class CompanyExists(Conflict):
    """There is a company in the database already. Details: `kind` (an `InstallationKind`), `count` (of people)."""

    code = "company_exists"


class NoDemonstration(Conflict):
    """The database was not made by the demonstration, which therefore leaves it alone. Details: `count` (of people)."""

    code = "no_demonstration"


def kind_of(connection: Connection) -> InstallationKind | None:
    """What was made in a database that has a schema, of any revision; None where nothing was.

    Whoever is registered makes a company of it, whether there is a mark (people may be registered by hand).
    """
    if inspect(connection).has_table(installation.name):
        kind = connection.execute(select(installation.c.kind)).scalar()
        if kind is not None:
            return InstallationKind(kind)
    return InstallationKind.COMPANY if count_people(connection) else None


def count_people(connection: Connection) -> int:
    """How many people are registered, those who left included."""
    return connection.execute(select(func.count(people.c.id))).scalar_one()


def mark(connection: Connection, kind: InstallationKind, *, at: datetime) -> None:
    """Write what an empty database is made for. Raises CompanyExists where it is not empty."""
    found = kind_of(connection)
    if found is not None:
        raise CompanyExists(kind=found, count=count_people(connection))
    connection.execute(insert(installation), {"number": 1, "kind": kind, "made_at": at})


def require_demonstration(connection: Connection) -> bool:
    """Whether a demonstration is in the database already; not so where there is nothing at all.

    Raises NoDemonstration where something else is.
    """
    found = kind_of(connection)
    if found is InstallationKind.COMPANY:
        raise NoDemonstration(count=count_people(connection))
    return found is InstallationKind.DEMONSTRATION
