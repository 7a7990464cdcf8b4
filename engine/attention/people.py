"""Whom something is for today: who may do a piece of work, who stands in for them, and who heads them."""

from collections.abc import Collection
from datetime import datetime

from sqlalchemy import Connection, select

from engine.identity.heads import heads_of
from engine.identity.models import people, person_roles
from engine.identity.substitutions import substitutes_of
from engine.instances.projection import WorkItem


class Around:
    """The people of a moment, each role asked once."""

    def __init__(self, connection: Connection, at: datetime) -> None:
        self._connection = connection
        self._at = at
        self._reach: dict[str, tuple[tuple[str, str | None], ...]] = {}

    def reach(self, roles: Collection[str]) -> set[tuple[str, str | None]]:
        """The active holders of these roles, by id, with their addresses."""
        for role in set(roles) - self._reach.keys():
            query = (
                select(people.c.id, people.c.email)
                .join(person_roles, person_roles.c.person_id == people.c.id)
                .where(people.c.active, person_roles.c.role_id == role)
            )
            self._reach[role] = tuple((row.id, row.email) for row in self._connection.execute(query))
        return {each for role in roles for each in self._reach[role]}

    def able(self, item: WorkItem) -> frozenset[str]:
        """Who is to do a piece of work: whoever has it, or where nobody has, all who hold its roles; and who stands in
        for any of them."""
        if item.assignee is not None:
            return self.with_substitutes({item.assignee})
        return self.with_substitutes({id_ for id_, _ in self.reach(item.roles)})

    def with_substitutes(self, these: Collection[str]) -> frozenset[str]:
        """People, and who stands in for them."""
        return frozenset(these) | frozenset(substitutes_of(self._connection, these, self._at).values())

    def heads(self, item: WorkItem) -> frozenset[str]:
        """Who heads those whose work it is, besides whoever has it."""
        return self.with_substitutes(heads_of(self._connection, item.roles)) - {item.assignee}
