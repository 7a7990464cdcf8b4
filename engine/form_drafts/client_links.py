"""Another link for a client who has written already: what they wrote goes along."""

from datetime import datetime

from sqlalchemy import Connection

from engine.client_access import links
from engine.client_access.links import Link
from engine.form_drafts import commands
from engine.instances import client_links
from engine.instances.runtime import Runtime


def make(connection: Connection, runtime: Runtime, work_item: str, *, actor: str, at: datetime) -> Link:
    """As `engine.instances.client_links.make`; who had the link before goes on from what they wrote there, unless the
    new one is for somebody else. Raises the same."""
    link = client_links.make(connection, runtime, work_item, actor=actor, at=at)
    before = links.before(connection, link)
    if before is not None and (before.role, before.email, before.person) == (link.role, link.email, link.person):
        commands.hand_over(connection, work_item, before.actor, link.actor)
    return link
