"""The fields of form-js, each read from its properties."""

import keyword
from collections.abc import Callable
from typing import Any

from bpmn.expressions import ExpressionError, parse_expression
from bpmn.findings import Severity
from bpmn.forms.components import (
    Checkbox,
    Checklist,
    Datetime,
    Field,
    Filepicker,
    Number,
    Option,
    Radio,
    Select,
    Taglist,
    Textarea,
    Textfield,
)
from bpmn.forms.data import same
from bpmn.forms.feel import Feel
from bpmn.forms.files import accepted_suffixes
from bpmn.forms.pattern import Pattern, PatternError, compile_pattern
from bpmn.forms.properties import Properties
from bpmn.messages import lazy_gettext

MAX_OPTIONS = 500
"""Choices of one field."""
MAX_DIGITS = 15
"""Decimal digits of a number; a double holds no more."""

Common = dict[str, Any]


def label(properties: Properties) -> str:
    """What people know the component by: its label, or those of a date and its time; else its key."""
    for name in ("label", "dateLabel", "timeLabel", "alt"):
        text = properties.raw.get(name)
        if isinstance(text, str) and text.strip() and not text.startswith("=") and "{{" not in text:
            return text.strip()
    return properties.element or ""


def names(properties: Properties, name: str) -> tuple[str, ...]:
    """A key or path, at its dots; each part must be a name that a condition of the diagram can use."""
    text = properties.text(name)
    parts = tuple(text.split(".")) if text else ()
    if not all(part.isidentifier() and not keyword.iskeyword(part) for part in parts) or (
        parts and not _is_variable(parts[0])
    ):
        properties.note(
            "form_key",
            lazy_gettext("“{text}” is not a name a variable may have; use letters, digits and _ only.", text=text[:60]),
        )
        return ()
    return parts


def _is_variable(name: str) -> bool:
    try:
        return parse_expression(name).names == {name}
    except ExpressionError:
        return False


def _common(properties: Properties, common: Common) -> Common | None:
    """What all fields have in common; None when the field has no key to live under."""
    path = names(properties, "key")
    if not path:
        if not properties.text("key"):
            properties.note("form_key", lazy_gettext("The field has no “key”; name the variable that it fills."))
        return None
    required = properties.within("validate").flag_or_expression("required")
    if isinstance(required, Feel):
        properties.note(
            "form_required_expression",
            lazy_gettext("On the page this field is always required; form-js does not look at the expression."),
            Severity.WARNING,
        )
    return {
        **common,
        "key": ".".join(path),
        "path": path,
        "description": properties.text("description"),
        "disabled": properties.flag("disabled"),
        "readonly": properties.flag_or_expression("readonly"),
        "required": required,
        "default": properties.raw.get("defaultValue"),
    }


def _ordered(properties: Properties, least: object, most: object, names: str) -> None:
    if isinstance(least, (int, float)) and isinstance(most, (int, float)) and least > most:
        properties.note(
            "form_range", lazy_gettext("Of {names} the first is larger than the second; swap them.", names=names)
        )


def _lengths(properties: Properties) -> Common:
    validate = properties.within("validate")
    least, most = validate.length_or_expression("minLength"), validate.length_or_expression("maxLength")
    _ordered(properties, least, most, "minLength, maxLength")
    kind = validate.text("validationType")
    if kind not in ("", "custom", "email", "phone"):
        properties.note("form_property", lazy_gettext("“validationType” must be email, phone or custom."))
    return {
        "min_length": least,
        "max_length": most,
        "pattern": _pattern(validate),
        "pattern_message": validate.text("patternErrorMessage") or None,
        "validation_type": kind if kind in ("email", "phone") else None,
    }


def _pattern(validate: Properties) -> Pattern | None:
    text = validate.text("pattern")
    try:
        return compile_pattern(text) if text else None
    except PatternError as error:
        validate.note("form_pattern", error.message)
        return None


def _number(properties: Properties) -> Common:
    validate = properties.within("validate")
    least, most = validate.number_or_expression("min"), validate.number_or_expression("max")
    _ordered(properties, least, most, "min, max")
    increment = properties.number("increment")
    if increment is not None and not 1e-9 <= increment <= 1e12:
        properties.note("form_range", lazy_gettext("“increment” must be larger than zero."))
        increment = None
    return {
        "min": least,
        "max": most,
        "decimal_digits": properties.integer("decimalDigits", MAX_DIGITS),
        "increment": increment,
        "serialize_to_string": properties.flag("serializeToString"),
    }


def _choices(properties: Properties) -> Common:
    sources = [name for name in ("values", "valuesKey", "valuesExpression") if properties.raw.get(name)]
    if len(sources) != 1:
        properties.note(
            "form_choices",
            lazy_gettext("The field needs its choices from one place: “values”, “valuesKey” or “valuesExpression”."),
        )
        return {}
    if sources == ["values"]:
        return {"values": _options(properties)}
    if sources == ["valuesKey"]:
        return {"values_key": properties.text("valuesKey") or None}
    return {"values_expression": properties.expression("valuesExpression")}


def _options(properties: Properties) -> tuple[Option, ...]:
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


def _datetime(properties: Properties) -> Common:
    return {
        "subtype": properties.one_of("subtype", ("date", "time", "datetime")),
        "disallow_passed": properties.flag("disallowPassedDates"),
        "time_format": properties.one_of("timeSerializingFormat", ("no_timezone", "utc_normalized", "utc_offset")),
    }


def _filepicker(properties: Properties) -> Common:
    accept, unknown = accepted_suffixes(properties.text("accept"))
    if unknown:
        properties.note(
            "form_accept",
            lazy_gettext("“accept” has {unknown}; use suffixes such as .pdf, .docx", unknown=", ".join(unknown)),
        )
    return {"multiple": properties.flag_or_expression("multiple"), "accept": accept}


def _maker(kind: type[Field], more: Callable[[Properties], Common]) -> Callable[[Properties, Common], Field | None]:
    def make(properties: Properties, common: Common) -> Field | None:
        own, shared = more(properties), _common(properties, common)
        return None if shared is None else kind(**shared, **own)

    return make


FIELDS: dict[str, Callable[[Properties, Common], Field | None]] = {
    "textfield": _maker(Textfield, _lengths),
    "textarea": _maker(Textarea, _lengths),
    "number": _maker(Number, _number),
    "checkbox": _maker(Checkbox, lambda _: {}),
    "radio": _maker(Radio, _choices),
    "select": _maker(Select, _choices),
    "checklist": _maker(Checklist, _choices),
    "taglist": _maker(Taglist, _choices),
    "datetime": _maker(Datetime, _datetime),
    "filepicker": _maker(Filepicker, _filepicker),
}
