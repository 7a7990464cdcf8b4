"""Values that a form accepts, for demonstrations and for `--fill`: plausible, deterministic, and in Spanish."""

import copy
from collections.abc import Callable, Iterator, Mapping
from datetime import date, timedelta
from decimal import Decimal

from bpmn.forms.components import (
    Checkbox,
    Choice,
    Datetime,
    DynamicList,
    Field,
    Filepicker,
    Form,
    MultipleChoice,
    Number,
    Text,
    Textarea,
)
from bpmn.forms.data import MISSING, Place, at, shown
from bpmn.forms.files import is_accepted
from bpmn.forms.rules import PHONE, Evaluate, limit_of, problems
from bpmn.forms.state import Node, State, options_of, settle
from bpmn.forms.validation import validate
from bpmn.forms.values import Refused, convert

MAX_ROUNDS = 50
"""How often the form is filled in again, since what is filled in may show more fields."""
DAYS_AHEAD = 42
"""Thirty business days are six weeks."""

_ZONES = {"no_timezone": "", "utc_normalized": "Z", "utc_offset": "-06:00"}
_PROSE = (
    "Información de ejemplo para mostrar el procedimiento. ",
    "La persona responsable la sustituye por la que corresponde. ",
)

File = Callable[[str], dict[str, object]]


def sample(
    form: Form, given: Mapping[str, object], data: Mapping[str, object], *, today: date, file: File
) -> dict[str, object]:
    """`given`, unchanged, with a valid value for every required field that is shown and not given.

    `file` makes the reference of a stored file for a key. What comes out is valid when `given` is, unless a field can
    have no valid value at all (nothing to choose from, a minimum above the maximum). Raises nothing of its own.
    """
    filled: dict[str, object] = copy.deepcopy(dict(given))
    for _ in range(MAX_ROUNDS):
        errors = validate(form, filled, data, today=today).errors
        missing = {error.field for error in errors if error.code == "required"}
        state = settle(form, filled, data)
        nodes = [node for node in state.nodes if shown(node.place) in missing and at(filled, node.place) is MISSING]
        if not nodes:
            break
        for node in nodes:
            _set(filled, node.place, _sample(node, state, today, file), state)
    return filled


def _set(filled: dict[str, object], place: Place, value: object, state: State) -> None:
    """Put a value in its place; rows on the way that were not given are as many as the form shows."""
    target: object = filled
    for depth, step in enumerate(place[:-1], 1):
        if isinstance(target, dict):
            rows = at(state.context, place[:depth])
            target = target.setdefault(step, [{} for _ in rows] if isinstance(rows, list) else {})
        elif isinstance(target, list) and isinstance(step, int):
            target = target[step]
    if isinstance(target, dict):
        target[place[-1]] = value


def _sample(node: Node, state: State, today: date, file: File) -> object:
    field = node.component
    if isinstance(field, DynamicList):
        return [{}]
    assert isinstance(field, Field)

    options = options_of(field, state.initial, node.scope)
    first: object = None
    for candidate in _candidates(field, node, node.evaluate, [option.value for option in options], today, file):
        try:
            value = convert(field, candidate, options, node.label)
        except Refused:
            continue
        first = candidate if first is None else first
        if value != field.empty and not any(problems(field, value, node.label, node.evaluate, today)):
            return candidate
    return first


def _candidates(
    field: Field, node: Node, evaluate: Evaluate, options: list[object], today: date, file: File
) -> Iterator[object]:
    """Values to try, the best first."""
    if field.default is not None:
        yield field.default
    if isinstance(field, Text):
        yield from _texts(field, node.label, evaluate)
    elif isinstance(field, Number):
        yield from _numbers(field, evaluate)
    elif isinstance(field, Checkbox):
        yield True
    elif isinstance(field, Choice):
        for option in options:
            yield [option] if isinstance(field, MultipleChoice) else option
    elif isinstance(field, Datetime):
        yield _moment(field, today)
    elif isinstance(field, Filepicker):
        yield [_file(field, file(field.key))]


def _texts(field: Text, label: str, evaluate: Evaluate) -> Iterator[str]:
    if field.validation_type == "email":
        yield "persona@ejemplo.mx"
    elif field.validation_type == "phone":
        yield PHONE
    if field.pattern:
        yield field.pattern.example()
    least = int(limit_of(field.min_length, evaluate) or 1)
    most = limit_of(field.max_length, evaluate)
    name = label.rpartition(" · ")[2]
    text = f"{name}: {_PROSE[0]}" if isinstance(field, Textarea) else f"{name} de ejemplo "
    while len(text) < least:
        text += _PROSE[len(text) % 2]
    text = text.rstrip()
    while len(text) < least:
        text += "."
    yield text if most is None else text[: int(most)].rstrip()
    yield "x" * (least if most is None else max(1, min(least, int(most))))


def _numbers(field: Number, evaluate: Evaluate) -> Iterator[int | float]:
    least, most = limit_of(field.min, evaluate), limit_of(field.max, evaluate)
    step = Decimal(str(field.increment)) if field.increment is not None else None
    start = Decimal(str(1 if least is None else max(1, least) if most is None or most >= 1 else least))
    for wished in (start, Decimal(str(least or 0)), Decimal(str(most or 0))):
        if step is not None:
            up = (wished / step).to_integral_value(rounding="ROUND_CEILING") * step
            yield from (_plain(up), _plain(up - step))
        yield from (_plain(wished), _plain(wished.to_integral_value(rounding="ROUND_CEILING")))
        digits = field.decimal_digits
        if digits:
            yield from (_plain(wished.quantize(Decimal(1).scaleb(-digits), rounding=way)) for way in _WAYS)


_WAYS = ("ROUND_CEILING", "ROUND_FLOOR")


def _plain(value: Decimal) -> int | float:
    return int(value) if value == value.to_integral_value() else float(value)


def _moment(field: Datetime, today: date) -> str:
    day = today + timedelta(days=DAYS_AHEAD)
    if day.isoweekday() > 5:
        day += timedelta(days=8 - day.isoweekday())
    time = "10:00" + _ZONES[field.time_format]
    return {"date": day.isoformat(), "time": time, "datetime": f"{day.isoformat()}T{time}"}[field.subtype]


def _file(field: Filepicker, reference: dict[str, object]) -> dict[str, object]:
    """The reference under a name that the field accepts."""
    name = str(reference.get("name", ""))
    if is_accepted(name, field.accept):
        return reference
    return {**reference, "name": name.rpartition(".")[0] + field.accept[0] if "." in name else name + field.accept[0]}
