"""What events commit to their data with: two halves under two keys, so that one can be disposed of and the other still
is what was committed to. Pure.

Both keys come from the instance's by HMAC-SHA256 with the event's number. Under the *own* key stands what of the data
is never disposed of, with the digest of the rest; under the other, that digest. An opening is the own key and that
digest: whoever has it can hold what is left against the commitment, and cannot find out by trying what went.
"""

import hmac
from collections.abc import Mapping

from engine import canonical_json
from engine.history.event_types import DISPOSABLE, Everything

KEY_BYTES = 32
_DIGITS = 2 * KEY_BYTES
_NOTHING = "{}"


def commitment(key: bytes, seq: int, type_: str, data: str) -> str:
    """What event number `seq` of an instance, of the type of that name, commits to its data with, hexadecimal.

    Raises ValueError for data that are no JSON object in canonical form.
    """
    kept, rest = _parted(type_, data)
    return _committed(_own_key(key, seq), kept, "" if rest is None else _hidden(key, seq, rest))


def commitment_to(key: bytes, seq: int, type_: str, payload: Mapping[str, object], data: str) -> str:
    """The same of a payload and the text that was just written of it, which need not be read again."""
    gone = DISPOSABLE.get(type_)
    if not isinstance(gone, frozenset):
        return commitment(key, seq, type_, data)
    kept, rest = _parts(payload, gone)
    return _committed(_own_key(key, seq), kept, _hidden(key, seq, rest))


def opening(key: bytes, seq: int, type_: str, data: str) -> tuple[str, str]:
    """What is left of an event's data once the rest is disposed of, and the opening, hexadecimal. Raises ValueError."""
    kept, rest = _parted(type_, data)
    return kept, _own_key(key, seq).hex() + ("" if rest is None else _hidden(key, seq, rest))


def commitment_opened(opening_: str, type_: str, data: str) -> str:
    """What an event committed to, by its opening and what is left of its data. Raises ValueError for no opening."""
    if len(opening_) != (_DIGITS if type_ not in DISPOSABLE else 2 * _DIGITS):
        raise ValueError(opening_)
    return _committed(bytes.fromhex(opening_[:_DIGITS]), data, opening_[_DIGITS:])


def _own_key(key: bytes, seq: int) -> bytes:
    return hmac.digest(key, b"%d" % seq, "sha256")


def _hidden(key: bytes, seq: int, rest: str) -> str:
    """The digest of what of an event can be disposed of, under a key that is not derived from the one that is left."""
    return hmac.digest(hmac.digest(key, b"%d values" % seq, "sha256"), rest.encode(), "sha256").hex()


def _committed(own: bytes, kept: str, hidden: str) -> str:
    return hmac.digest(own, f"{kept}{hidden}".encode(), "sha256").hex()


def _parted(type_: str, data: str) -> tuple[str, str | None]:
    """Data without what is disposed of, and that; None where the type has nothing of the kind."""
    gone = DISPOSABLE.get(type_)
    if gone is None:
        return data, None
    if isinstance(gone, Everything):
        return _NOTHING, data
    value = canonical_json.loads(data)
    if not isinstance(value, dict) or canonical_json.dumps(value) != data:
        raise ValueError(data)
    return _parts(value, gone)


def _parts(value: Mapping[str, object], gone: frozenset[str]) -> tuple[str, str]:
    kept = {name: each for name, each in value.items() if name not in gone}
    return canonical_json.dumps(kept), canonical_json.dumps({name: value[name] for name in gone if name in value})
