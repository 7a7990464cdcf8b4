"""Another link for a client who has written already: what they wrote goes along."""

from datetime import datetime

from sqlalchemy import Connection

from engine.client_access import links
from engine.client_access.links import Link
from engine.form_drafts import commands
from engine.instances import client_links
from engine.instances.runtime import Runtime


def make(connection: Connection, runtime: Runtime, work_item: str, *, actor: str, at: datetime) -> Link:
    """As `engine.instances.client_links.make`; the client goes on from what they wrote before. Raises the same."""
    link = client_links.make(connection, runtime, work_item, actor=actor, at=at)
    go_along(connection, work_item)
    return link


def go_along(connection: Connection, work_item: str) -> None:
    """Give what was written by the link before to the one that stands, unless that is for somebody else."""
    link = links.standing(connection, work_item)
    before = None if link is None else links.before(connection, link)
    if link is not None and before is not None and link.is_for(before):
        commands.hand_over(connection, work_item, before.actor, link.actor)
