"""Who outside the house vouches for the log: up to which checkpoint, and whether the witness refuses to go on."""

from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import Connection

from engine.clock import to_text
from engine.verification import alarms, vouching
from engine.verification.subjects import WITNESS
from engine.verification.trust import TrustPolicy
from engine.verification.vouching import Vouched


@dataclass(frozen=True, slots=True)
class ThirdParties:
    """What third parties say of the log, or of one leaf of it: the checkpoint that a time-stamp authority vouches for,
    and the one that a witness does. Of a leaf that none vouches for, `stamped_before` and `cosigned_before` are the
    newest checkpoints of before for which they do. `refused_at` (UTC): when it was found that the witness has seen
    another log, which is so until it signs again; None where nothing such was found."""

    stamped: Vouched | None = None
    cosigned: Vouched | None = None
    stamped_before: Vouched | None = None
    cosigned_before: Vouched | None = None
    refused_at: datetime | None = None

    def as_dict(self) -> dict[str, object]:
        """It as `--json` gives it."""
        return {
            "stamped": None if self.stamped is None else self.stamped.as_dict(),
            "cosigned": None if self.cosigned is None else self.cosigned.as_dict(),
            "refused_at": None if self.refused_at is None else to_text(self.refused_at),
        }


NOBODY = ThirdParties()


def of_log(connection: Connection, policy: TrustPolicy) -> ThirdParties:
    """The newest checkpoints for which they vouch."""
    stamped, cosigned = vouching.stamped_to(connection, policy), vouching.cosigned_to(connection, policy)
    return ThirdParties(stamped, cosigned, refused_at=_refused_at(connection))


def of_leaf(connection: Connection, policy: TrustPolicy, index: int) -> ThirdParties:
    """The first checkpoints over the leaf `index` for which they vouch, or the newest of before."""
    stamped = vouching.stamped_over(connection, policy, index)
    cosigned = vouching.cosigned_over(connection, policy, index)
    stamped_before = vouching.stamped_to(connection, policy) if stamped is None else None
    cosigned_before = vouching.cosigned_to(connection, policy) if cosigned is None else None
    return ThirdParties(stamped, cosigned, stamped_before, cosigned_before, _refused_at(connection))


def _refused_at(connection: Connection) -> datetime | None:
    return next((each.raised_at for each in alarms.current(connection) if each.subject == WITNESS), None)
