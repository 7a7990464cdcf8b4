"""Tables of people and roles. A role's id is the id of the `resource` that diagrams name."""

from sqlalchemy import (
    Boolean,
    CheckConstraint,
    Column,
    ForeignKey,
    Index,
    Integer,
    LargeBinary,
    String,
    Table,
    Text,
    true,
)

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

# The rights over versions of procedures (`engine.identity.rights`): given to people, not to roles.
person_rights = Table(
    "person_rights",
    metadata,
    Column("person_id", Text, ForeignKey("people.id"), primary_key=True),
    Column("right_id", Text, primary_key=True),
    Column("process_id", Text, primary_key=True),  # "": over all procedures
    CheckConstraint("right_id IN ('prepare', 'review', 'approve', 'control')", name="right_id"),
    Index(None, "right_id"),
)

# What every process of a site must know and nobody else; here, so that a process on another machine has it too.
shared_secrets = Table(
    "shared_secrets",
    metadata,
    Column("name", Text, primary_key=True),
    Column("value", LargeBinary, nullable=False),
    Column("made_at", Moment, nullable=False),
)

passwords = Table(
    "passwords",
    metadata,
    Column("person_id", Text, ForeignKey("people.id"), primary_key=True),
    Column("hash", Text, nullable=False),
    Column("set_at", Moment, nullable=False),
)

# Links and sessions are known by the SHA-256 of what their bearer has: who reads the database cannot act with it.
password_links = Table(
    "password_links",
    metadata,
    Column("key", String(64), primary_key=True),
    Column("person_id", Text, ForeignKey("people.id"), nullable=False, index=True),
    Column("made_at", Moment, nullable=False),
    Column("expires_at", Moment, nullable=False),
    Column("used_at", Moment),
)

sessions = Table(
    "sessions",
    metadata,
    Column("key", String(64), primary_key=True),
    Column("person_id", Text, ForeignKey("people.id"), nullable=False, index=True),
    Column("started_at", Moment, nullable=False),
    Column("seen_at", Moment, nullable=False),
)

# Here and not in memory: whoever guesses must not get fresh tries at each process of the site. `person_id` is what was
# typed, which need be nobody's.
sign_in_attempts = Table(
    "sign_in_attempts",
    metadata,
    Column("id", Integer, primary_key=True),
    Column("person_id", Text, nullable=False),
    Column("address", Text, nullable=False),
    Column("at", Moment, nullable=False),
)
