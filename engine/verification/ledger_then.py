"""A ledger that verification asks about what was so at some time; read once for many instances."""

from sqlalchemy import Connection

from engine.history import ledger, ledger_check
from engine.history.ledger import Entry
from engine.verification.sealed_heads import SealedHeads


class LedgerThen:
    """The entries of a ledger, and whether they hold: where they do not, nobody is blamed for what they say."""

    def __init__(self, connection: Connection, sealed: SealedHeads, name: str, *, begun: bool) -> None:
        """`begun`: there is no company without an entry of it."""
        self._sealed, self._name, self._begun = sealed, name, begun
        self.entries: list[Entry] = []
        self.holds = False
        self.read_on(connection, first=True)

    def read_on(self, connection: Connection, *, first: bool = False) -> bool:
        """Read what was entered meanwhile; whether there was anything."""
        new = ledger.read(connection, self._name, after=self.entries[-1].seq if self.entries else 0)
        if not new and not first:
            return False
        self.entries += new
        whole = (bool(self.entries) or not self._begun) and not ledger_check.problems(self.entries)
        self.holds = whole and self._sealed.problem(connection, self._name, self.entries) is None
        return True
