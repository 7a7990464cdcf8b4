"""One way to write a value as JSON, so that equal values have equal bytes and a hash over them means something.

It is that of RFC 8785 (JCS), so that a verifier in any language has a library for it: keys sorted by UTF-16 code units,
no white space, numbers as ECMAScript writes them (1.0 is ``1``), only the escapes that must be, no NaN or infinity.
The RFC has no way to write an integer that a double does not hold; such a one, which no form takes and only a script
can make, is written in full.

`orjson` writes what it and the RFC write alike, which is nearly everything: texts, truth, nulls and integers under
ASCII keys. `tests/engine/test_canonical_json.py` holds that against a plain reading of the RFC.
"""

import json
from json.encoder import encode_basestring
from typing import Any

import orjson

Json = None | bool | int | float | str | list["Json"] | dict[str, "Json"]

_ALIKE = frozenset((str, int, bool, type(None)))


def dumps(value: object) -> str:
    """The canonical text of `value`. Raises TypeError or ValueError when it is not a JSON value."""
    if _is_written_alike(value):
        try:
            return orjson.dumps(value, option=orjson.OPT_SORT_KEYS).decode()
        except TypeError:  # beyond 64 bits, deeper than it goes, or half a character: the last is refused below
            pass
    text = _written(value)
    text.encode()
    return text


def loads(text: str | bytes) -> Json:
    """Read JSON. Raises ValueError, also for the NaN and infinities that Python's reader would let pass."""
    value: Json = _decoder.decode(text if isinstance(text, str) else text.decode())
    return value


def _is_written_alike(value: Any) -> bool:
    kind = type(value)
    if kind is dict:
        for key, inner in value.items():
            if type(key) is not str or not key.isascii():
                return False
            if type(inner) not in _ALIKE and not _is_written_alike(inner):
                return False
        return True
    if kind is list or kind is tuple:
        return all(type(inner) in _ALIKE or _is_written_alike(inner) for inner in value)
    return kind in _ALIKE


def _written(value: Any) -> str:
    match value:
        case None:
            return "null"
        case bool():
            return "true" if value else "false"
        case str():
            return encode_basestring(value)
        case int():
            return int.__repr__(value)
        case float():
            return _number(value)
        case list() | tuple():
            return f"[{','.join(map(_written, value))}]"
        case dict():
            keys = sorted(value, key=lambda key: key.encode("utf-16-be"))
            return "{" + ",".join(f"{encode_basestring(key)}:{_written(value[key])}" for key in keys) + "}"
    raise TypeError(f"{type(value).__name__} is not JSON")


def _number(value: float) -> str:
    """A number as ECMAScript writes it (ECMA-262, Number::toString): Python's digits, another point and exponent."""
    if value - value != 0:
        raise ValueError(f"{value!r} is not JSON")
    if value == 0:
        return "0"
    sign, (mantissa, _, exponent) = "-" if value < 0 else "", float.__repr__(abs(value)).partition("e")
    whole, _, fraction = mantissa.partition(".")
    digits = (whole + fraction).lstrip("0")
    places = len(whole) + int(exponent or 0) - (len(whole + fraction) - len(digits))  # digits before the point
    digits = digits.rstrip("0")
    if len(digits) <= places <= 21:
        return sign + digits.ljust(places, "0")
    if 0 < places <= 21:
        return f"{sign}{digits[:places]}.{digits[places:]}"
    if -6 < places <= 0:
        return f"{sign}0.{'0' * -places}{digits}"
    tail = f".{digits[1:]}" if len(digits) > 1 else ""
    return f"{sign}{digits[0]}{tail}e{places - 1:+d}"


def _refuse(name: str) -> None:
    raise ValueError(f"{name} is not JSON")


# Made once: `json.loads` makes another for every value that is not read its default way.
_decoder = json.JSONDecoder(parse_constant=_refuse)
