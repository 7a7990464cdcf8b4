"""What a field of a form takes: of each kind the values that it stores, and the rules they must keep."""

import re
from collections.abc import Callable, Iterator
from datetime import date, timedelta
from decimal import Context, Decimal
from typing import Any

from .feel_reading import Unjudged

Component = dict[str, Any]
Ask = Callable[[Any], Any]
"""Gives what a property is: the value of its expression, where it is one."""

SHOWN_ONLY = {"text", "html", "separator", "spacer", "button", "image", "table", "documentPreview"}
LISTS = {"checklist", "taglist", "filepicker"}
MOST_ITEMS, MOST_TEXT, MOST_NUMBER, MOST_MATCHED = 200, 20_000, 2**53 - 1, 2_000
UNSTORABLE = re.compile(r"[\x00-\x08\x0b\x0c\x0e-\x1f\x7f\ud800-\udfff]")
UNSHOWABLE = re.compile(  # in the name of a file: what turns the direction of writing, or is not seen
    r"[\x00-\x1f\x7f-\x9f/\\\u00ad\u061c\u180e\u200b\u200e\u200f\u2028-\u202e\u2060-\u206f\ufeff\ufff9-\ufffb\ud800-\udfff]"
    r"|[\U000e0000-\U000e007f]"
)
LABEL = r"[A-Za-z0-9](?:[A-Za-z0-9-]{0,61}[A-Za-z0-9])?"
EMAIL = re.compile(rf"[A-Za-z0-9.!#$%&'*+/=?^_`{{|}}~-]+@{LABEL}(?:\.{LABEL})*")
PHONE = re.compile(r"(?:\+|00)[1-9][0-9]{6,20}")
NUMERAL = re.compile(r"-?[0-9]{1,30}(\.[0-9]{1,20})?")
DAY, CLOCK = r"[0-9]{4}-[0-9]{2}-[0-9]{2}", r"(?:[01][0-9]|2[0-3]):[0-5][0-9]"
ZONES = {"utc_normalized": "Z", "utc_offset": r"[+-](?:0[0-9]|1[0-4]):[0-5][0-9]"}
EXACT = Context(prec=80)


def empty(field: Component) -> Any:
    """The value of a field that was left alone."""
    kind = field["type"]
    return [] if kind in LISTS else "" if kind in ("textfield", "textarea") else False if kind == "checkbox" else None


def is_of_kind(field: Component, value: Any, options: list[Any] | None) -> bool:
    """Whether a field would store such a value; `options` are its choices, None where they are not known."""
    kind = field["type"]
    if value == empty(field) and type(value) is type(empty(field)):
        return True
    match kind:
        case "textfield" | "textarea":
            right = isinstance(value, str) and len(value) <= MOST_TEXT and not UNSTORABLE.search(value)
            return right and (kind == "textarea" or not re.search(r"[\r\n\t]", value))
        case "number" if field.get("serializeToString"):
            return isinstance(value, str) and NUMERAL.fullmatch(value) is not None
        case "number":
            return is_number(value) and abs(value) <= MOST_NUMBER
        case "checkbox":
            return isinstance(value, bool)
        case "datetime":
            return isinstance(value, str) and is_moment(field, value)
        case "filepicker":
            return isinstance(value, list) and len(value) <= MOST_ITEMS and all(map(is_file, value))
        case "radio" | "select":
            return is_among(value, options)
        case "checklist" | "taglist":
            if not isinstance(value, list) or not all(is_among(each, options) for each in value):
                return False
            places = [place(each, value if options is None else options) for each in value]
            return len(set(places)) == len(places) and (kind == "taglist" or places == sorted(places))
    raise Unjudged(kind)


def problems(field: Component, value: Any, ask: Ask, today: date) -> Iterator[str]:
    """The rules that a value of the right kind breaks, which is not empty; `today` is that of Greenwich."""
    kind, rules = field["type"], field.get("validate") or {}
    if kind in ("textfield", "textarea"):
        length = len(value.strip().encode("utf-16-le")) // 2
        least, most = number(ask(rules.get("minLength"))), number(ask(rules.get("maxLength")))
        if least is not None and length < least:
            yield "min_length"
        if most is not None and length > most:
            yield "max_length"
        if rules.get("validationType") == "email" and not EMAIL.fullmatch(value):
            yield "email"
        if rules.get("validationType") == "phone" and not PHONE.fullmatch(value):
            yield "phone"
        if rules.get("pattern") and not matches(rules["pattern"], value):
            yield "pattern"
    elif kind == "number":
        exact = Decimal(str(value))
        digits, step = field.get("decimalDigits"), number(field.get("increment"))
        if digits is not None and -int(EXACT.normalize(exact).as_tuple().exponent) > digits:
            yield "decimal_digits"
        if step is not None and EXACT.remainder(exact, step):
            yield "increment"
        least, most = number(ask(rules.get("min"))), number(ask(rules.get("max")))
        if least is not None and exact < least:
            yield "min"
        if most is not None and exact > most:
            yield "max"
    elif kind == "datetime" and field.get("disallowPassedDates") and field.get("subtype", "date") != "time":
        # In which zone the office is no evidence says: what was yesterday everywhere had passed.
        if value[:10] < (today - timedelta(days=1)).isoformat():
            yield "past_date"
    elif kind == "filepicker":
        if len(value) > 1 and ask(field.get("multiple")) is not True:
            yield "too_many"
        if not all(is_accepted(each["name"], field.get("accept") or "") for each in value):
            yield "accept"


def is_number(value: Any) -> bool:
    return isinstance(value, (int, float)) and not isinstance(value, bool)


def number(value: Any) -> Decimal | None:
    """A limit as a number; a text may hold one, and nothing else sets one."""
    if isinstance(value, str):
        try:
            return Decimal(value.strip()) if value.strip() else None
        except ArithmeticError as error:
            raise Unjudged(value) from error
    return Decimal(str(value)) if is_number(value) else None


def alike(left: Any, right: Any) -> bool:
    """Whether two values are the same to JavaScript."""
    if isinstance(left, bool) or isinstance(right, bool):
        return left is right
    if is_number(left) and is_number(right):
        return bool(left == right)
    return type(left) is type(right) and bool(left == right)


def is_among(value: Any, options: list[Any] | None) -> bool:
    return options is None or any(alike(value, each) for each in options)


def place(value: Any, options: list[Any]) -> int:
    return next((at for at, each in enumerate(options) if alike(value, each)), -1)


def choices(listed: Any) -> list[Any]:
    """The values among which to choose, as form-js takes them: bare, or in objects that may have a label."""
    found = []
    for each in listed if isinstance(listed, list) else ():
        value = each.get("value") if isinstance(each, dict) else each
        labelled = isinstance(each, dict) and isinstance(each.get("label"), str) and each["label"] != ""
        if value in (None, "", {}) or isinstance(value, list) or (isinstance(value, dict) and not labelled):
            continue
        found.append(value)
    return found


def is_moment(field: Component, value: str) -> bool:
    subtype, zone = field.get("subtype", "date"), ZONES.get(field.get("timeSerializingFormat", ""), "")
    wanted = {"date": DAY, "time": CLOCK + zone, "datetime": f"{DAY}T{CLOCK}{zone}"}[subtype]
    if not re.fullmatch(wanted, value):
        return False
    try:
        return subtype == "time" or date.fromisoformat(value[:10]).year >= 1000
    except ValueError:
        return False


def is_file(value: Any) -> bool:
    if not isinstance(value, dict) or value.keys() != {"name", "sha256", "size"}:
        return False
    name, digest, size = value["name"], value["sha256"], value["size"]
    named = isinstance(name, str) and 0 < len(name) <= 255 and not UNSHOWABLE.search(name)
    kept = isinstance(digest, str) and re.fullmatch("[0-9a-f]{64}", digest) is not None
    return bool(named and kept and is_number(size) and 0 <= size <= MOST_NUMBER)


def is_accepted(name: str, accept: str) -> bool:
    """Whether a file of that name may be given; what a type of media means for names is not known here."""
    parts = [part.strip().lower() for part in accept.split(",") if part.strip()]
    suffixes = tuple(part for part in parts if part.startswith("."))
    if not parts or name.lower().endswith(suffixes):
        return True
    if len(suffixes) < len(parts):
        raise Unjudged(accept)
    return False


def matches(pattern: str, text: str) -> bool:
    """Whether a pattern of JavaScript is found in a text. Raises Unjudged where Python might take an age, or might mean
    something else by it."""
    if len(text) > MOST_MATCHED:
        return False
    if re.search(r"\(\?(?!:)|\\[1-9kpPuxcsSbB0]|\[\^?\]|\[[^\]]*\[", pattern):
        raise Unjudged(pattern)
    plain = re.sub(r"\\.|\[(?:\\.|[^\]\\])*\]", "x", pattern)
    repeats = len(re.findall(r"[*+]|\{\d+,\}", plain)) + (not plain.startswith("^"))
    if re.search(r"\)(?:[*+]|\{\d)", plain) or max(len(text), 2) ** repeats > 10_000_000:
        raise Unjudged(pattern)
    try:
        return re.search(re.sub(r"(\\.)|\$", lambda found: found[1] or r"\Z", pattern), text, re.ASCII) is not None
    except re.error as error:
        raise Unjudged(pattern) from error
