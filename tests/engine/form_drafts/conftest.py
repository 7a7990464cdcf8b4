"""A step that waits, and people who write into it."""

from collections.abc import Mapping
from dataclasses import dataclass

import pytest

from engine.form_drafts import commands, queries
from engine.form_drafts.commands import Saved, Writer
from engine.form_drafts.queries import Draft, Drafts
from engine.instances import queries as instances
from engine.instances.projection import WorkItem
from engine.instances.reading import EVERYTHING
from tests.support import Company


@dataclass
class Desk:
    """The step `id` of a company, written into; each method is a transaction of its own."""

    company: Company
    id: str

    @property
    def item(self) -> WorkItem:
        with self.company.database.reading() as connection:
            return instances.task(connection, EVERYTHING, self.id)[0]

    def save(self, owner: str, values: Mapping[str, object], writer: Writer) -> Saved:
        with self.company.database.transaction() as connection:
            return commands.save(connection, self.id, owner, values, writer, at=self.company.clock())

    def use(self, owner: str, page: str) -> Draft:
        with self.company.database.transaction() as connection:
            return commands.use(connection, self.id, owner, page)

    def discard(self, owner: str, page: str = queries.MAIN) -> None:
        with self.company.database.transaction() as connection:
            commands.discard(connection, self.id, owner, page)

    def adopt(self, owner: str, colleague: str) -> None:
        item = self.item
        with self.company.database.transaction() as connection:
            commands.adopt(connection, item, owner, colleague, at=self.company.clock())

    def drafts(self, owner: str) -> Drafts:
        with self.company.database.reading() as connection:
            return queries.drafts(connection, self.item, owner)

    def offered(self, owner: str) -> list[str]:
        with self.company.database.reading() as connection:
            return [draft.owner for draft in queries.offered_drafts(connection, self.item, owner)]

    def unsent(self, owner: str) -> list[Draft]:
        with self.company.database.reading() as connection:
            return queries.unsent(connection, self.item, owner)

    def written(self, owner: str) -> list[object]:
        """What stands in the draft's field `cliente`, and then in that of each copy."""
        found = self.drafts(owner)
        return [each.values.get("cliente") for each in (found.main, *found.copies) if each is not None]


@pytest.fixture
def desk(company: Company) -> Desk:
    return Desk(company, company.task(company.start(), "prospeccion").item.id)
