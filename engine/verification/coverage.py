"""What the log says of one history, and who else says it: for whoever reads its verdict."""

from dataclasses import dataclass

from sqlalchemy import Connection

from engine.history import checkpoints, log
from engine.history.checkpoints import Stored
from engine.verification import third_parties
from engine.verification.log_checker import standing
from engine.verification.third_parties import NOBODY, ThirdParties
from engine.verification.trust import TrustPolicy


@dataclass(frozen=True, slots=True)
class Coverage:
    """How far a history is sealed: `sealed_to` is the number of its last sealed event, 0 for none, and `checkpoint` the
    first one that is over it. `in_order`: the log is the one that was signed, grown from what is kept. `others` is what
    third parties say of that event."""

    sealed_to: int
    checkpoint: Stored | None
    in_order: bool
    others: ThirdParties = NOBODY

    def as_dict(self) -> dict[str, object]:
        """It as `--json` gives it."""
        seal = None if self.checkpoint is None else {"number": self.checkpoint.number, "at": self.checkpoint.at}
        return {
            "sealed_to": self.sealed_to,
            "seal": seal,
            "log_in_order": self.in_order,
            **self.others.as_dict(),
        }


def coverage(connection: Connection, policy: TrustPolicy, folio: str) -> Coverage:
    """What the log says of the history `folio`; one that never was is not sealed."""
    in_order = all(check.ok for check in standing(connection, policy))
    leaf = log.last_of(connection, folio)
    over = None if leaf is None else checkpoints.covering(connection, leaf.index)
    if leaf is None or over is None:
        return Coverage(0, None, in_order)
    return Coverage(leaf.head.seq, over, in_order, third_parties.of_leaf(connection, policy, leaf.index))
