"""One way to write a value as JSON, so that equal values have equal bytes and a hash over them means something.

Keys sorted by code point, no white space, UTF-8, shortest round-trip floats, no NaN or infinity. What is written is
what is stored and hashed, and `json.dumps` with these four arguments is all a verifier on another machine needs.
"""

import json

Json = None | bool | int | float | str | list["Json"] | dict[str, "Json"]


# Made once: `json.dumps` makes another for every value that is not written its default way.
_encoder = json.JSONEncoder(sort_keys=True, separators=(",", ":"), ensure_ascii=False, allow_nan=False)


def dumps(value: object) -> str:
    """The canonical text of `value`. Raises TypeError or ValueError when it is not a JSON value."""
    return _encoder.encode(value)


def loads(text: str | bytes) -> Json:
    """Read JSON. Raises ValueError, also for the NaN and infinities that Python's reader would let pass."""
    value: Json = _decoder.decode(text if isinstance(text, str) else text.decode())
    return value


def _refuse(name: str) -> None:
    raise ValueError(f"{name} is not JSON")


# Made once, for the same reason.
_decoder = json.JSONDecoder(parse_constant=_refuse)
