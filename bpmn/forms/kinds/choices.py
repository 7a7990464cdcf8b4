"""What fields with choices share. A choice travels as JSON, because true and "true" are different answers."""

import json
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import datetime

from bpmn.forms.data import same
from bpmn.forms.feel import Feel, Scope
from bpmn.forms.kinds.base import MAX_ITEMS, Common, Field, Option, Refused, Sampling, names_read
from bpmn.forms.schema.properties import Properties
from bpmn.messages import lazy_gettext
from bpmn.value_kinds import ValueKind, kind_of

MAX_OPTIONS = 500
"""Choices of one field."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Choice(Field):
    """One of several values: they stand in `values`, in the variable `values_key` or in an expression."""

    values: tuple[Option, ...] | None = None
    values_key: str | None = None
    values_expression: Feel | None = None

    @classmethod
    def own(cls, properties: Properties) -> Common:
        sources = [name for name in ("values", "valuesKey", "valuesExpression") if properties.raw.get(name)]
        if len(sources) != 1:
            message = lazy_gettext(
                "The field needs its choices from one place: “values”, “valuesKey” or “valuesExpression”."
            )
            properties.note("form_choices", message)
            return {}
        if sources == ["values"]:
            return {"values": _read_options(properties)}
        if sources == ["valuesKey"]:
            return {"values_key": properties.text("valuesKey") or None}
        return {"values_expression": properties.expression("valuesExpression")}

    @property
    def value_kind(self) -> ValueKind:
        options = self.values or ()
        kinds = {kind_of(option.value).name for option in options}
        name = kinds.pop() if len(kinds) == 1 else "any"
        labels = tuple(option.label for option in options)
        return ValueKind(name, tuple(option.value for option in options) or None, labels)

    @property
    def reads(self) -> frozenset[str]:
        return names_read(self) | ({self.values_key} if self.values_key else frozenset())

    def options(self, initial: Mapping[str, object], scope: Scope) -> Sequence[Option]:
        if self.values is not None:
            return self.values
        if self.values_key is not None:
            listed = initial.get(self.values_key)
        else:
            listed = scope.evaluate(self.values_expression) if self.values_expression else None
        options = (option_of(item) for item in listed) if isinstance(listed, list) else ()
        return tuple(option for option in options if option is not None)

    def convert(self, raw: object, options: Sequence[Option], label: str) -> object:
        return None if raw is None or raw == "" else chosen(raw, options, label)

    def samples(self, sampling: Sampling) -> Iterator[object]:
        for option in sampling.options:
            yield option.value

    def from_texts(self, texts: Sequence[str], now: datetime) -> object:
        return _loads(texts[-1]) if texts[-1] else None

    def to_texts(self, value: object, now: datetime) -> list[str]:
        return [] if value is None or value == "" else [option_key(value)]


@dataclass(frozen=True, slots=True, kw_only=True)
class MultipleChoice(Choice):
    """Several of several values: a list."""

    @property
    def empty(self) -> object:
        return []

    @property
    def value_kind(self) -> ValueKind:
        return replace(super(MultipleChoice, self).value_kind, name="list")

    def convert(self, raw: object, options: Sequence[Option], label: str) -> object:
        """The values chosen, in the order in which they were, each once."""
        if raw is None or raw == "":
            return []
        if not isinstance(raw, list):
            raise Refused("type", lazy_gettext("{label}: it must be a list of choices.", label=label))
        if len(raw) > max(MAX_ITEMS, len(options)):
            message = lazy_gettext("{label}: there are more than {limit}.", label=label, limit=MAX_ITEMS)
            raise Refused("too_many", message)
        taken: list[object] = []
        for item in raw:
            value = chosen(item, options, label)
            if not any(same(value, other) for other in taken):
                taken.append(value)
        return taken

    def samples(self, sampling: Sampling) -> Iterator[object]:
        for option in sampling.options:
            yield [option.value]

    def from_texts(self, texts: Sequence[str], now: datetime) -> object:
        return [_loads(text) for text in texts if text]

    def to_texts(self, value: object, now: datetime) -> list[str]:
        return [option_key(item) for item in value] if isinstance(value, list) else []


def chosen(raw: object, options: Sequence[Option], label: str) -> object:
    """The value among those of `options` that `raw` is. Raises Refused."""
    for option in options:
        if raw == option.value and same(raw, option.value):
            return option.value
    labels = ", ".join(option.label for option in options[:10])
    if not labels:
        raise Refused("choice", lazy_gettext("{label}: there is nothing to choose from yet.", label=label))
    raise Refused("choice", lazy_gettext("{label}: choose one of: {options}.", label=label, options=labels))


def option_of(item: object) -> Option | None:
    """A choice as form-js takes it: a value that is not empty, or an object with one and perhaps a label; else None."""
    value = item.get("value") if isinstance(item, dict) else item
    text = item.get("label") if isinstance(item, dict) else None
    if value is None or value == "" or value == {} or isinstance(value, list):
        return None
    if isinstance(text, str) and text:
        return Option(value=value, label=text)
    if isinstance(value, dict):
        return None
    return Option(value=value, label=str(value).lower() if isinstance(value, bool) else str(value))


def option_key(value: object) -> str:
    """The text of the input of a choice: its value as JSON, the same for values that are the same."""
    return json.dumps(value, sort_keys=True, separators=(",", ":"), ensure_ascii=False, allow_nan=False)


def _loads(text: str) -> object:
    try:
        return json.loads(text, parse_constant=_refuse_constant)
    except (ValueError, RecursionError):
        return text


def _refuse_constant(name: str) -> object:
    raise ValueError(f"{name} is not JSON")


def _read_options(properties: Properties) -> tuple[Option, ...]:
    listed = properties.raw["values"]
    if not isinstance(listed, list) or len(listed) > MAX_OPTIONS:
        properties.note(
            "form_choices", lazy_gettext("“values” must be a list of at most {limit} choices.", limit=MAX_OPTIONS)
        )
        return ()
    options: list[Option] = []
    for item in listed:
        option = option_of(item)
        if option is None or isinstance(option.value, (dict, list)):
            properties.note(
                "form_choices", lazy_gettext("Each choice needs a “label” and a “value” that is not empty.")
            )
        elif any(same(option.value, other.value) for other in options):
            properties.note(
                "form_choices", lazy_gettext("Two choices have the value {value}; change one.", value=option.label)
            )
        else:
            options.append(option)
    return tuple(options)
