"""Tables of people and roles. A role's id is the id of the `resource` that diagrams name."""

from sqlalchemy import (
    Boolean,
    Column,
    ForeignKey,
    Index,
    Integer,
    LargeBinary,
    String,
    Table,
    Text,
    false,
    true,
)

from engine.db import Moment, metadata, one_of
from engine.identity.rights import Right

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
    # Whether whoever holds it must come in with a second factor (`engine.identity.second_factor`).
    Column("second_factor", Boolean, nullable=False, server_default=false()),
)

person_roles = Table(
    "person_roles",
    metadata,
    Column("person_id", Text, ForeignKey("people.id"), primary_key=True),
    Column("role_id", Text, ForeignKey("roles.id"), primary_key=True),
    Index(None, "role_id"),
)

# Who was named to head a role (`engine.identity.heads`); they need not hold it.
role_heads = Table(
    "role_heads",
    metadata,
    Column("role_id", Text, ForeignKey("roles.id"), primary_key=True),
    Column("person_id", Text, ForeignKey("people.id"), primary_key=True),
    Index(None, "person_id"),
)

# The rights over procedures (`engine.identity.rights`): given to people, not to roles.
person_rights = Table(
    "person_rights",
    metadata,
    Column("person_id", Text, ForeignKey("people.id"), primary_key=True),
    Column("right_id", Text, primary_key=True),
    Column("process_id", Text, primary_key=True),  # "": over all procedures
    one_of("right_id", Right),
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

# `half`: of somebody who gave their password and has yet to give a code; nothing can be done with it but that.
sessions = Table(
    "sessions",
    metadata,
    Column("key", String(64), primary_key=True),
    Column("person_id", Text, ForeignKey("people.id"), nullable=False, index=True),
    Column("started_at", Moment, nullable=False),
    Column("seen_at", Moment, nullable=False),
    Column("way", Text, nullable=False, server_default="password"),
    Column("address", Text, nullable=False, server_default=""),
    Column("agent", Text, nullable=False, server_default=""),
    Column("half", Boolean, nullable=False, server_default=false()),
)

# The secret that the person's device shares with us, to be read by us: a hash of it could check no code. `last_step` is
# the time step of the last code that was taken, so that no code is taken twice.
second_factors = Table(
    "second_factors",
    metadata,
    Column("person_id", Text, ForeignKey("people.id"), primary_key=True),
    Column("secret", Text, nullable=False),
    Column("set_at", Moment, nullable=False),
    Column("last_step", Integer, nullable=False),
)

# The codes that are left, by their SHA-256; one that was used is gone.
recovery_codes = Table(
    "recovery_codes",
    metadata,
    Column("person_id", Text, ForeignKey("people.id"), primary_key=True),
    Column("key", String(64), primary_key=True),
)

# Who does whose work, and when (`engine.identity.substitutions`). `id` is the number of its entry in the ledger of
# people; the days are those of the office, in ISO 8601, and the moments are when they begin and end there.
substitutions = Table(
    "substitutions",
    metadata,
    Column("id", Integer, primary_key=True, autoincrement=False),
    Column("person_id", Text, ForeignKey("people.id"), nullable=False, index=True),
    Column("substitute_id", Text, ForeignKey("people.id"), nullable=False, index=True),
    Column("from_day", Text, nullable=False),
    Column("until_day", Text, nullable=False),
    Column("begins_at", Moment, nullable=False),
    Column("ends_at", Moment, nullable=False),
    Column("set_by", Text),
    Column("set_at", Moment, nullable=False),
    Column("ended_at", Moment),
)

# As whom the users of the operating system may act at a terminal (`engine.identity.os_users`).
os_users = Table(
    "os_users",
    metadata,
    Column("name", Text, primary_key=True),
    Column("person_id", Text, ForeignKey("people.id"), primary_key=True),
)

# What programs act with (`engine.identity.tokens`). `id` is no secret; `scopes` are words, sorted, with blanks between.
api_tokens = Table(
    "api_tokens",
    metadata,
    Column("id", Text, primary_key=True),
    Column("key", String(64), nullable=False, unique=True),
    Column("person_id", Text, ForeignKey("people.id"), nullable=False, index=True),
    Column("name", Text, nullable=False),
    Column("scopes", Text, nullable=False),
    Column("made_at", Moment, nullable=False),
    Column("expires_at", Moment, nullable=False),
    Column("seen_at", Moment),
)

# The private addresses of calendars (`engine.identity.calendar_feeds`), one for each person at the most.
calendar_feeds = Table(
    "calendar_feeds",
    metadata,
    Column("person_id", Text, ForeignKey("people.id"), primary_key=True),
    Column("key", String(64), nullable=False, unique=True),
    Column("made_at", Moment, nullable=False),
    Column("lanes", Boolean, nullable=False),
)

# Here and not in memory: whoever guesses must not get fresh tries at each process of the site. `person_id` is what was
# typed, which need be nobody's; `place` where it came from; `device` the one on which that person had come in before.
sign_in_attempts = Table(
    "sign_in_attempts",
    metadata,
    Column("id", Integer, primary_key=True),
    Column("person_id", Text, nullable=False),
    Column("place", Text, nullable=False),
    Column("device", Text),
    Column("at", Moment, nullable=False),
    Index(None, "person_id", "at"),
    Index(None, "place", "at"),
    Index(None, "at"),
)
