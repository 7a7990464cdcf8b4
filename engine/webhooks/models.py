"""Webhooks: who is told what."""

from enum import StrEnum

from sqlalchemy import BigInteger, Column, Integer, Table, Text

from engine.db import Moment, metadata, one_of


class WebhookStatus(StrEnum):
    """Whether somebody is told. `PAUSED`: an administrator stopped it; what happens meanwhile is told afterwards."""

    ACTIVE = "active"
    PAUSED = "paused"


# `types` is a JSON list of names of event types, in order; without `process_id` it is of all procedures. `secret` is
# the key that what is sent is signed with, as its receiver has it; `former_secret` signs beside it until
# `former_until`. `after` is the place of the last event that was looked at for it (`engine.webhooks.feed`); `round`
# counts how often that was set by hand, so that what is told again is another letter.
webhooks = Table(
    "webhooks",
    metadata,
    Column("id", Integer, primary_key=True),
    Column("name", Text, nullable=False, unique=True),
    Column("url", Text, nullable=False),
    Column("process_id", Text),
    Column("types", Text, nullable=False),
    Column("status", Text, nullable=False),
    Column("secret", Text, nullable=False),
    Column("former_secret", Text),
    Column("former_until", Moment),
    Column("made_by", Text, nullable=False),
    Column("made_at", Moment, nullable=False),
    Column("after", BigInteger, nullable=False),
    Column("round", Integer, nullable=False),
    one_of("status", WebhookStatus),
)
