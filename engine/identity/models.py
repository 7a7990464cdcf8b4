"""Tables of people and roles. A role's id is the id of the `resource` that diagrams name."""

from sqlalchemy import Boolean, Column, ForeignKey, Index, LargeBinary, Table, Text, true

from engine.db import Moment, metadata

people = Table(
    "people",
    metadata,
    Column("id", Text, primary_key=True),
    Column("name", Text, nullable=False),
    Column("email", Text),
    Column("active", Boolean, nullable=False, server_default=true()),
    Column("created_at", Moment, nullable=False),
)

roles = Table(
    "roles",
    metadata,
    Column("id", Text, primary_key=True),
    Column("name", Text, nullable=False),
)

person_roles = Table(
    "person_roles",
    metadata,
    Column("person_id", Text, ForeignKey("people.id"), primary_key=True),
    Column("role_id", Text, ForeignKey("roles.id"), primary_key=True),
    Index(None, "role_id"),
)

# What every process of a site must know and nobody else; here, so that a process on another machine has it too.
shared_secrets = Table(
    "shared_secrets",
    metadata,
    Column("name", Text, primary_key=True),
    Column("value", LargeBinary, nullable=False),
    Column("made_at", Moment, nullable=False),
)
