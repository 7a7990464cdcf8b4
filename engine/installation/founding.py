"""How a company begins: its first administrator, who comes in by a link, and the procedures that it asks for.

Nobody can sign a first version: whoever may has yet to be registered. So the procedures that are asked for are in force
at once, and their record says that they were taken as they are (``version_taken``, `engine.definitions.deployment`),
by the administrator and without signatures. Every later version needs them.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import Connection

from engine.definitions import sources
from engine.definitions.calls import reached
from engine.definitions.deployment import Deployed, deploy
from engine.definitions.inspection import Source
from engine.errors import NotFound
from engine.identity import accounts, commands, os_users
from engine.identity.role_ids import ADMINISTRATOR, AUDITOR
from engine.installation.marks import mark
from engine.installation.models import InstallationKind

ROLES = {ADMINISTRATOR: "Administrador", AUDITOR: "Auditor"}
"""The roles that there are without any procedure, with the names that people read."""


@dataclass(frozen=True, slots=True)
class Founded:
    """A company that was made: the `token` of the link with which the administrator chooses a password (only its hash
    is stored), and the procedures that are in force."""

    token: str
    deployed: tuple[Deployed, ...]


def shipped(process_ids: Sequence[str]) -> list[Source]:
    """The diagrams of these shipped procedures and of those that they call. Raises NotFound (kind ``process``)."""
    found = sources.shipped()
    diagrams = sources.known(found)
    for id_ in process_ids:
        if id_ not in diagrams:
            raise NotFound(kind="process", id=id_)
    needed = {diagrams[each] for id_ in process_ids for each in reached(id_, diagrams)}
    return [source for source in found if source.diagram in needed]


def make_company(
    connection: Connection,
    administrator: str,
    name: str,
    email: str,
    procedures: Sequence[Source],
    description: str,
    *,
    os_user: str,
    at: datetime,
) -> Founded:
    """Make a company in a database with a schema and nothing else; `description` is that of the first versions.

    `os_user`, whom the operating system knows at the terminal where it is made, is the administrator's from then on,
    and so may act there as anybody (`engine.identity.os_users`).

    Raises CompanyExists, BadPersonId, NameRequired, BadEmail, DiagramRejected.
    """
    mark(connection, InstallationKind.COMPANY, at=at)
    commands.add_person(connection, administrator, name, [ADMINISTRATOR], email=email, actor=None, at=at)
    os_users.ensure(connection, administrator, os_user, actor=None, at=at)
    for role, called in ROLES.items():
        commands.ensure_role(connection, role, called, actor=None, at=at)
    taken = deploy(connection, procedures, description, actor=administrator, at=at) if procedures else []
    token = accounts.make_link(connection, administrator, actor=administrator, at=at)
    return Founded(token, tuple(taken))
