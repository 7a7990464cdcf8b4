"""What a verification takes for granted, because it comes from elsewhere than the database."""

from collections.abc import Iterable
from dataclasses import dataclass, replace
from pathlib import Path

from engine.history.checkpoints import KeptUnreadable, read_kept
from engine.history.keys import KeyFile, read_keys
from engine.history.notes import Checkpoint, VerifierKey
from engine.settings import Settings


@dataclass(frozen=True, slots=True)
class TrustPolicy:
    """`trusted` are the public keys whose signatures count; without any, the first that the log has on record does.
    `kept` are checkpoints that were kept elsewhere: they hold, whatever became of those inside. `witnesses` are keys
    of witnesses, whose word for a kept checkpoint is as good as the log's own. `missing` says which file should hold
    the last checkpoint and why it cannot be read."""

    trusted: frozenset[str] = frozenset()
    kept: tuple[Checkpoint, ...] = ()
    witnesses: tuple[VerifierKey, ...] = ()
    missing: tuple[str, str] | None = None

    def keeping(self, more: Iterable[Checkpoint]) -> "TrustPolicy":
        """The same with more kept checkpoints."""
        return replace(self, kept=(*self.kept, *more))


def policy_of(settings: Settings) -> TrustPolicy:
    """The policy of an installation: the keys in its key file and the checkpoint kept beside it, as far as they are
    there. Raises BadSealKey."""
    key = settings.seal_key
    witnesses = () if settings.witness is None else (settings.witness.key,)
    if key is None or not key.exists():
        return TrustPolicy(witnesses=witnesses)
    return replace(policy_with(read_keys(key), kept_path(settings, key)), witnesses=witnesses)


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
