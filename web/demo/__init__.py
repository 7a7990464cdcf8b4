"""A company to try Cauce with: its people, the shipped procedures in force, and half a year of opportunities; or empty,
with one person per role."""

from collections.abc import Callable
from datetime import datetime
from functools import partial

from engine.db import Database
from engine.definitions import sources
from engine.definitions.deployment import deploy
from engine.identity import os_users
from engine.identity.commands import ensure_person, ensure_role
from engine.identity.heads import set_heads
from engine.identity.rights import Right
from engine.identity.role_ids import ADMINISTRATOR
from engine.installation.marks import mark, require_demonstration
from engine.installation.models import InstallationKind
from engine.instances.runtime import Runtime
from engine.migrations import bring_up_to_date, head
from engine.migrations.states import SchemaState, schema_of
from web.demo.around import began_with
from web.demo.past import beginning, live
from web.demo.people import HEADS as HEADS_OF_ALL
from web.demo.people import NAMES as NAMES
from web.demo.people import PEOPLE, Somebody

ROLES = {
    "director_comercial": "Director Comercial",
    "comercial": "Comercial",
    "preventa": "Preventa",
    "soc_noc": "SOC/NOC",
    "ciberinteligencia": "Ciberinteligencia",
    "consultoria": "Consultoría Estratégica",
    "alianzas": "Alianzas Estratégicas",
    "cumplimiento": "Cumplimiento y Mejora Continua",
    "direccion_general": "Dirección General",
    "control_documentos": "Control de Documentos",
    "auditor": "Auditor",
    "administrador": "Administrador",
    "cliente": "Registro de respuestas del cliente",
}

ONE_PER_ROLE = tuple(Somebody(role, name, (role,)) for role, name in ROLES.items())

# Who prepares, reviews and approves versions, as the procedure's own head has it, and who keeps the documents.
RIGHTS = {
    "director_comercial": [Right.PREPARE],
    "control_documentos": [Right.PREPARE, Right.REVIEW, Right.CONTROL],
    "direccion_general": [Right.APPROVE],
}

# Who heads which lanes; the other lanes head themselves.
HEADS = {"comercial": ["director_comercial"], "preventa": ["director_comercial"]}


def prepare(
    database: Database, runtime: Runtime, clock: Callable[[], datetime], *, empty: bool, os_user: str | None = None
) -> None:
    """Make the demonstration in a database with nothing in it: schema, people and versions; `empty`: one person per
    role and no opportunities, else a company with half a year behind it (`web.demo.past`). One that was made before
    stays as it is, with its schema brought up to date. `os_user` is who may act at a terminal as anybody in it.

    Raises NoDemonstration for a database that holds anything else, and SchemaDiffers as `bring_up_to_date` does:
    nothing of it is changed.
    """
    shipped, now = sources.shipped(), clock()
    began = clock if empty else partial(beginning, runtime, now)
    with database.transaction() as connection:
        if schema_of(connection, head()).state in (SchemaState.OLDER, SchemaState.CURRENT):
            require_demonstration(connection)
        bring_up_to_date(connection)
        if require_demonstration(connection):
            return
        mark(connection, InstallationKind.DEMONSTRATION, at=began())
        for role, name in ROLES.items():
            ensure_role(connection, role, name, actor=None, at=began())
        for each in ONE_PER_ROLE if empty else PEOPLE:
            rights, email = RIGHTS.get(each.id, []), f"{each.id}@example.com"
            ensure_person(connection, each.id, each.name, each.roles, rights, email=email, at=began())
        for role, named in HEADS.items() if empty else HEADS_OF_ALL.items():
            set_heads(connection, role, named, actor=ADMINISTRATOR, at=began())
        if os_user is not None:
            os_users.ensure(connection, ADMINISTRATOR, os_user, actor=None, at=began())
        first = shipped if empty else began_with(shipped)
        deploy(connection, first, "Emisión inicial en Cauce", actor="control_documentos", at=began())
    if not empty:
        live(database, runtime, now, shipped)
