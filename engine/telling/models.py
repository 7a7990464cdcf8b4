"""What people were told, how they want to be told, and in which words."""

from enum import StrEnum

from sqlalchemy import BigInteger, Column, ForeignKey, Index, Integer, Table, Text, UniqueConstraint, text

from engine.db import Moment, metadata, one_of
from engine.telling.kinds import Channel


class MailStatus(StrEnum):
    """What became of a notice as a letter. `NONE`: none was wanted, its person has no address, or the procedure's own
    letter told them."""

    WAITING = "waiting"
    WRITTEN = "written"
    NONE = "none"


UNREAD, WAITING = text("read_at IS NULL"), text(f"mail = '{MailStatus.WAITING}'")

# `key` is what a person is told once; `folio` and `item` say of which instance and step, `actor` who did it, `data`
# what the texts of the kind have places for (JSON), `position` the place of the event it follows from.
notices = Table(
    "notices",
    metadata,
    Column("id", Integer, primary_key=True),
    Column("person_id", Text, ForeignKey("people.id"), nullable=False),
    Column("kind", Text, nullable=False),
    Column("key", Text, nullable=False),
    Column("folio", Text, index=True),
    Column("item", Text),
    Column("actor", Text),
    Column("data", Text, nullable=False),
    Column("position", BigInteger),
    Column("created_at", Moment, nullable=False),
    Column("read_at", Moment),
    Column("mail", Text, nullable=False),
    UniqueConstraint("person_id", "key"),
    Index(None, "person_id", "id"),
    Index(None, "item", "kind"),
    Index("ix_notices_unread", "person_id", sqlite_where=UNREAD),
    Index("ix_notices_waiting", "id", sqlite_where=WAITING),
    one_of("mail", MailStatus),
)

# Who chose nothing of a kind is told at once.
notice_channels = Table(
    "notice_channels",
    metadata,
    Column("person_id", Text, ForeignKey("people.id"), primary_key=True),
    Column("kind", Text, primary_key=True),
    Column("channel", Text, nullable=False),
    one_of("channel", Channel),
)

# The texts that the owner of a procedure wrote in the place of those that are shipped.
notice_templates = Table(
    "notice_templates",
    metadata,
    Column("process_id", Text, primary_key=True),
    Column("kind", Text, primary_key=True),
    Column("subject", Text, nullable=False),
    Column("body", Text, nullable=False),
)

# How far the job between histories and notices has come: the place of the last event it looked at. One row.
notice_progress = Table(
    "notice_progress",
    metadata,
    Column("id", Integer, primary_key=True, autoincrement=False),
    Column("after", BigInteger, nullable=False),
)
