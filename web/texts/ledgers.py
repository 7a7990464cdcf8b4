"""What to do about what is found, in the words of who reads it."""

from bpmn.messages import Message, lazy_gettext
from engine.history.problems import Kind
from engine.verification.log_checker import CHECKPOINTS, LOG
from engine.verification.subjects import CLOCK, WITNESS

IN_THE_LEDGER = lazy_gettext(
    "The ledger itself was changed. Remove nothing: keep a copy of the database as it is, and compare this ledger with "
    "the last backup, from that entry on. Nothing of it is sealed until it is in order."
)
BESIDE_IT = lazy_gettext(
    "The ledger is whole, and what is stored beside it says something else. What the ledger says counts: put back what "
    "was expected, and find out who can write to the database."
)
_WITHOUT_RIGHT = lazy_gettext(
    "Ask whoever it names whether they did it, and who gave them the right. What followed from it must be decided anew "
    "by somebody who may."
)
_AN_INSTANCE = lazy_gettext(
    "Look for that folio in the last backup and in evidence that somebody kept: its history proves itself there."
)
_A_VERSION = lazy_gettext(
    "Compare the version with the paper or the file that was signed: its digest stands in the acts. What runs on it is "
    "verified against the digest of then."
)
_OF_THE_LOG = lazy_gettext(
    "Nothing is signed until that is cleared up. Remove nothing: keep a copy of the database as it is, and compare it "
    "with the last backup and with the seals that were kept elsewhere."
)
OF_CHECKS = {
    LOG: _OF_THE_LOG,
    CHECKPOINTS: _OF_THE_LOG,
    WITNESS: lazy_gettext(
        "Whoever has this machine may have put everything back to an earlier day, or written it anew. Remove nothing: "
        "ask who keeps the witness what it saw last, and compare the database with the last backup and with the seals "
        "that were kept elsewhere. Sealing goes on, and no witness vouches for it."
    ),
    CLOCK: lazy_gettext("Set this machine's clock by NTP: until then seals get no time-stamp."),
}
"""What to do about a check of the log, by its subject."""
SAID_BY_THE_WITNESS = {
    Kind.LOG_FORKED: lazy_gettext("it has seen another log than this one"),
    Kind.LOG_ROLLED_BACK: lazy_gettext("it has seen a longer log than this one: the database is an older one"),
}
ADVICE: dict[Kind, Message] = dict.fromkeys(
    (
        Kind.ENTRY_CHANGED, Kind.ENTRY_REMOVED, Kind.ENTRY_INSERTED, Kind.ENTRY_UNKNOWN, Kind.ENTRY_BACK_DATED,
        Kind.HISTORY_REWRITTEN, Kind.HISTORY_TRUNCATED,
    ),
    IN_THE_LEDGER,
) | {
    Kind.ROW_CHANGED: BESIDE_IT,
    Kind.FILE_CHANGED: BESIDE_IT,
    Kind.ACTOR_WITHOUT_RIGHT: _WITHOUT_RIGHT,
    Kind.ACTOR_NOT_ENTITLED: _WITHOUT_RIGHT,
    Kind.FOLIO_MISSING: _AN_INSTANCE,
    Kind.INSTANCE_REMOVED: _AN_INSTANCE,
    Kind.INSTANCE_NOT_REGISTERED: _AN_INSTANCE,
    Kind.START_CHANGED: _AN_INSTANCE,
    Kind.VERSION_CHANGED: _A_VERSION,
}  # fmt: skip


def advice(kind: Kind) -> Message:
    """What to do about a problem of a ledger."""
    return ADVICE.get(kind, IN_THE_LEDGER)
