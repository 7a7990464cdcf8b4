"""Tables of sign-on by a provider of identities."""

from sqlalchemy import Column, ForeignKey, Index, String, Table, Text

from engine.db import Moment, metadata

# Whose identity it is: what the ledger of people says of links. An e-mail address is no identity: it changes hands.
identities = Table(
    "identities",
    metadata,
    Column("issuer", Text, primary_key=True),
    Column("subject", Text, primary_key=True),
    Column("person_id", Text, ForeignKey("people.id"), nullable=False),
    Column("linked_at", Moment, nullable=False),
    Index(None, "person_id"),
)

# The SHA-256 of the state of a sign-on that came back, so that it comes back once. Kept as long as it could be again.
used_sign_ons = Table(
    "used_sign_ons",
    metadata,
    Column("key", String(64), primary_key=True),
    Column("at", Moment, nullable=False),
    Index(None, "at"),
)
