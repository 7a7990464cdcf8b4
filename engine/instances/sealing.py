"""Sealing the heads of all histories of a database."""

from datetime import datetime

from sqlalchemy import Connection, select

from engine.history import seals
from engine.history.keys import Signer
from engine.history.seals import Head, Seal
from engine.instances.models import instances


def seal_all(connection: Connection, signer: Signer, *, at: datetime) -> Seal | None:
    """Seal the head of every history that has grown since it was last sealed; None when none has."""
    rows = connection.execute(select(instances.c.folio, instances.c.head_seq, instances.c.head_hash))
    return seals.seal(connection, [Head(*row) for row in rows], signer, at=at)
