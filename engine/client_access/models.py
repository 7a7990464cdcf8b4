"""Links and wrong guesses at them."""

from sqlalchemy import Column, ForeignKey, Index, Integer, String, Table, Text

from engine.db import Moment, metadata

# Follows from history. `key` is the SHA-256 of the token, which is nowhere; `id` is public and names who acts.
client_links = Table(
    "client_links",
    metadata,
    Column("id", Text, primary_key=True),
    Column("key", String(64), nullable=False, unique=True),
    Column("instance_id", Integer, ForeignKey("instances.id"), nullable=False),
    Column("work_item_id", Text, nullable=False, index=True),
    Column("role", Text, nullable=False),
    Column("email", Text),
    Column("person", Text),
    Column("made_by", Text),
    Column("made_at", Moment, nullable=False),
    Column("expires_at", Moment, nullable=False),
    Column("revoked_at", Moment),
    Column("answered_at", Moment),
    Index(None, "instance_id"),
)

# Here and not in memory: whoever guesses must not get fresh tries at each process of the site.
link_attempts = Table(
    "link_attempts",
    metadata,
    Column("id", Integer, primary_key=True),
    Column("address", Text, nullable=False),
    Column("at", Moment, nullable=False),
    Index(None, "address", "at"),
)

# The one-time code that was sent last by each link. The code itself is nowhere: see `engine.client_access.codes`.
client_codes = Table(
    "client_codes",
    metadata,
    Column("link_id", Text, primary_key=True),
    Column("number", Integer, nullable=False),
    Column("sent_at", Moment, nullable=False),
    Column("first_at", Moment, nullable=False),
    Column("sent", Integer, nullable=False),
    Column("tries", Integer, nullable=False),
    Column("confirmed_at", Moment),
)
