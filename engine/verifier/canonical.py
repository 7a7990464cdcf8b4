"""One way to write a value as JSON, so that a hash over it means something, and that hash."""

import hashlib
import json
from typing import Any

from .causes import Told, why
from .language import say


def canonical(value: Any) -> str:
    """The one way to write a value as JSON, so that a hash over it means something: RFC 8785."""
    if isinstance(value, dict):
        names = sorted(value, key=lambda name: name.encode("utf-16-be"))
        return "{" + ",".join(f"{canonical(name)}:{canonical(value[name])}" for name in names) + "}"
    if isinstance(value, (list, tuple)):
        return "[" + ",".join(canonical(item) for item in value) + "]"
    if isinstance(value, float):
        return number(value)
    return json.dumps(value, ensure_ascii=False)


def written(value: Any) -> str:
    """The same of what need not be a value that can be written."""
    try:
        return canonical(value)
    except (TypeError, ValueError, RecursionError) as error:
        return why(error)


def number(value: float) -> str:
    """A number as JavaScript writes it."""
    if value - value != 0:
        raise Told(say("un número que no es finito"))
    if value == int(value) and abs(value) < 1e21:
        digits = repr(value).partition("e")[0].replace(".", "").rstrip("0").lstrip("-0")
        return ("-" if value < 0 else "") + (digits or "0").ljust(len(str(abs(int(value)))), "0")
    mantissa, _, exponent = repr(value).partition("e")
    if not exponent:
        return mantissa
    if -7 < int(exponent) < 0:
        sign, digits = "-" * (value < 0), mantissa.replace(".", "").lstrip("-")
        return f"{sign}0.{'0' * (-int(exponent) - 1)}{digits}"
    return f"{mantissa.removesuffix('.0')}e{int(exponent):+d}"


def sha256(data: bytes | str) -> str:
    return hashlib.sha256(data if isinstance(data, bytes) else data.encode()).hexdigest()
