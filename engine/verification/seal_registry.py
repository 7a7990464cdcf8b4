"""Checks the seals of a database, and its histories against them."""

from collections.abc import Collection, Iterator, Sequence

from sqlalchemy import Connection

from engine.history import merkle, seals
from engine.history.chain import GENESIS, Event
from engine.history.problems import Kind, Problem
from engine.history.seals import ExportedSeal, Head
from engine.verification.report import Report


class SealRegistry:
    """The seals of a database, each checked once.

    `trusted` are the public keys whose seals count; without any, the key of the first seal does. `exported` are seals
    that were exported before: they hold, whatever became of those in the database.
    """

    def __init__(self, connection: Connection, trusted: Collection[str], exported: Sequence[ExportedSeal] = ()) -> None:
        self.seals = {seal.number: seal for seal in seals.all_seals(connection)}
        known = [*(each.seal for each in exported), *self.seals.values()]
        first = min(known, key=lambda seal: seal.number).key if known else ""
        self.trusted = frozenset(trusted) or frozenset({first})
        self._checked: dict[int, Problem | None] = {}
        self._exported: dict[str, list[Head]] = {}
        self._exported_problems = list(self._check_exported(exported))

    def _check_exported(self, exported: Sequence[ExportedSeal]) -> Iterator[Problem]:
        for each in exported:
            number, seal = each.seal.number, each.seal
            if seal.key not in self.trusted or not seal.signed or not each.whole:
                yield _wrong(number, "kept", seal.hash, seal.signature)
                continue
            for head in each.heads:
                self._exported.setdefault(head.folio, []).append(head)
            if self.seals.get(number) != seal:
                yield _wrong(number, "kept", seal.hash, self.seals[number].hash if number in self.seals else "—")

    def problem(self, connection: Connection, number: int) -> Problem | None:
        """What is wrong with a seal."""
        if number not in self._checked:
            self._checked[number] = self._check(connection, number)
        return self._checked[number]

    def _check(self, connection: Connection, number: int) -> Problem | None:
        seal = self.seals.get(number)
        if seal is None:
            return _wrong(number, "number", str(number), "—")
        before = self.seals.get(number - 1)
        prev_hash = before.hash if before is not None else GENESIS if number == 1 else "—"
        if seal.prev_hash != prev_hash:
            return _wrong(number, "prev_hash", seal.prev_hash, prev_hash)
        if seal.key not in self.trusted:
            return _wrong(number, "key", ", ".join(sorted(self.trusted)), seal.key)
        if not seal.signed:
            return _wrong(number, "signature", seal.hash, seal.signature)
        root = merkle.root([head.leaf for head in seals.heads_in(connection, number)])
        return None if root == seal.root else _wrong(number, "root", seal.root, root)

    def history_problem(self, connection: Connection, folio: str, events: list[Event] | None) -> Problem | None:
        """The first problem of a seal over a history, or of the history against what was sealed.

        Without `events` only the seals are checked: the events of a broken chain have other numbers.
        """
        for number, head in seals.sealed(connection, folio):
            problem = self.problem(connection, number)
            if problem is None and events is not None:
                problem = against(head, events)
            if problem is not None:
                return problem
        for head in self._exported.get(folio, ()) if events is not None else ():
            problem = against(head, events or [])
            if problem is not None:
                return problem
        return None

    def folios(self, connection: Connection) -> set[str]:
        """The folios of all histories that were ever sealed."""
        return seals.sealed_folios(connection) | self._exported.keys()

    def report(self, connection: Connection) -> Report:
        """The report on the seals themselves. Seals removed from the end are found only with exported ones."""
        found = [self.problem(connection, number) for number in range(1, max(self.seals, default=0) + 1)]
        problems = [problem for problem in found if problem is not None] + self._exported_problems
        return Report(None, 0, "", "none", None, tuple(problems))


def against(head: Head, events: list[Event]) -> Problem | None:
    """The problem of a history against a sealed head; None where it still holds."""
    if len(events) < head.seq:
        return Problem(Kind.HISTORY_TRUNCATED, len(events) + 1, str(head.seq), str(len(events)))
    if events[head.seq - 1].hash != head.hash:
        return Problem(Kind.HISTORY_REWRITTEN, head.seq, head.hash, events[head.seq - 1].hash)
    return None


def _wrong(number: int, what: str, expected: str, found: str) -> Problem:
    return Problem(Kind.SEAL_CHANGED, None, expected, found, f"{number} {what}")
