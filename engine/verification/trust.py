"""What a verification takes for granted, because it comes from elsewhere than the database."""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from pathlib import Path
from typing import TYPE_CHECKING

from engine.errors import Invalid
from engine.history.checkpoints import KeptUnreadable, read_kept
from engine.history.keys import KeyFile, read_keys
from engine.history.notes import BadNote, Checkpoint, VerifierKey, read_copy
from engine.history.timestamps import BadTimeStamp, TimeStamp, is_stamp, read_stamp
from engine.settings import Settings

if TYPE_CHECKING:
    from cryptography.x509 import Certificate

Kept = Checkpoint | TimeStamp
"""What somebody keeps elsewhere, to be compared later."""


class NotKept(Invalid):
    """A file holds neither a checkpoint nor a time-stamp. Details: `file`, its name, and `reason`, for whoever looks
    into it: in English, or in the words of a library."""

    code = "not_kept"


@dataclass(frozen=True, slots=True)
class TrustPolicy:
    """`trusted` are the public keys whose signatures count; without any, the first that the log has on record does.
    `kept` are checkpoints that were kept elsewhere: they hold, whatever became of those inside. `stamps` are
    time-stamps that were. `witnesses` are keys of witnesses, whose word for a kept checkpoint is as good as the log's
    own; `roots` the certificates by which time-stamps count. `missing` says which file should hold the last checkpoint
    and why it cannot be read."""

    trusted: frozenset[str] = frozenset()
    kept: tuple[Checkpoint, ...] = ()
    witnesses: tuple[VerifierKey, ...] = ()
    missing: tuple[str, str] | None = None
    roots: tuple["Certificate", ...] = ()
    stamps: tuple[TimeStamp, ...] = ()

    def keeping(self, more: Sequence[Kept]) -> "TrustPolicy":
        """The same with more that was kept elsewhere."""
        notes = [each for each in more if isinstance(each, Checkpoint)]
        stamps = [each for each in more if isinstance(each, TimeStamp)]
        return replace(self, kept=(*self.kept, *notes), stamps=(*self.stamps, *stamps))


def read_kept_file(name: str, content: bytes) -> Kept:
    """Read what somebody kept in the file `name`: a checkpoint, with whatever witnesses signed of it, or a time-stamp.
    Raises NotKept."""
    try:
        return read_stamp(content) if is_stamp(content) else read_copy(content)
    except (BadNote, BadTimeStamp) as error:
        raise NotKept(file=name, reason=error.details["reason"]) from error


def policy_of(settings: Settings) -> TrustPolicy:
    """The policy of an installation: the keys in its key file and the checkpoint kept beside it, as far as they are
    there. Raises BadSealKey."""
    key = settings.seal_key
    policy = TrustPolicy()
    if key is not None and key.exists():
        policy = policy_with(read_keys(key), kept_path(settings, key))
    return replace(policy, witnesses=settings.witnesses, roots=settings.roots)


def policy_with(keys: KeyFile, kept: Path) -> TrustPolicy:
    """The policy of these keys and of the checkpoint kept in that file."""
    try:
        last = read_kept(kept)
    except KeptUnreadable as error:
        return TrustPolicy(keys.trusted, missing=(str(kept), str(error.details["reason"])))
    if last is None:
        return TrustPolicy(keys.trusted, missing=(str(kept), "—"))
    return TrustPolicy(keys.trusted, (last,))


def kept_path(settings: Settings, key: Path) -> Path:
    """Where the last checkpoint is kept outside the database."""
    return settings.kept_checkpoint or key.with_suffix(".checkpoint")
