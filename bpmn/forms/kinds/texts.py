"""What text fields share: lengths, patterns, e-mail addresses and telephone numbers."""

import re
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from math import ceil, floor
from typing import ClassVar

from bpmn.forms.feel import Feel, Scope
from bpmn.forms.kinds.base import (
    Common,
    Field,
    Option,
    Problem,
    Refused,
    Sampling,
    limit_of,
    note_order,
)
from bpmn.forms.kinds.pattern import Pattern, PatternError, compile_pattern
from bpmn.forms.schema.properties import Properties
from bpmn.messages import Message, lazy_gettext, lazy_ngettext
from bpmn.value_kinds import TEXT, ValueKind

MAX_TEXT = 20_000
"""Characters of a text."""
PHONE = "+525512345678"
"""How a telephone number is written."""

UNSTORABLE = re.compile(r"[\x00-\x08\x0b\x0c\x0e-\x1f\x7f\ud800-\udfff]")
"""Control characters and halves of a surrogate pair: no database takes them all."""
_LABEL = r"[A-Za-z0-9](?:[A-Za-z0-9-]{0,61}[A-Za-z0-9])?"
_EMAIL = re.compile(rf"[A-Za-z0-9.!#$%&'*+/=?^_`{{|}}~-]+@{_LABEL}(?:\.{_LABEL})*")
_PHONE = re.compile(r"(?:\+|00)[1-9][0-9]{6,20}")
_PROSE = (
    "Información de ejemplo para mostrar el procedimiento. ",
    "La persona responsable la sustituye por la que corresponde. ",
)


@dataclass(frozen=True, slots=True, kw_only=True)
class Text(Field):
    """A text. Lengths count as in JavaScript, without white space at the ends."""

    sample_text: ClassVar[str]
    """A sample value, with the field's name as ``{name}``."""

    min_length: int | Feel | None = None
    max_length: int | Feel | None = None
    pattern: Pattern | None = None
    pattern_message: str | None = None
    validation_type: str | None = None

    @property
    def empty(self) -> object:
        return ""

    @property
    def value_kind(self) -> ValueKind:
        return TEXT

    @classmethod
    def own(cls, properties: Properties) -> Common:
        validate = properties.within("validate")
        least, most = validate.length_or_expression("minLength"), validate.length_or_expression("maxLength")
        note_order(properties, least, most, "minLength, maxLength")
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

    def convert(self, raw: object, options: Sequence[Option], label: str) -> object:
        if raw is None or raw == "":
            return ""
        if not isinstance(raw, str):
            raise Refused("type", lazy_gettext("{label}: it must be a text.", label=label))
        if len(raw) > MAX_TEXT:
            raise Refused("max_length", _too_long(label, MAX_TEXT))
        if UNSTORABLE.search(raw):
            raise Refused(
                "type", lazy_gettext("{label}: it holds a character that cannot be stored; take it out.", label=label)
            )
        return raw

    def problems(self, value: object, label: str, scope: Scope) -> Iterable[Problem]:
        return self._problems(str(value), label, scope)

    def _problems(self, value: str, label: str, scope: Scope) -> Iterator[Problem]:
        if self.pattern and scope.meter.spend(self.pattern.effort(value)) and not self.pattern.matches(value):
            if self.pattern_message:
                yield Problem("pattern", lazy_gettext("{label}: {reason}", label=label, reason=self.pattern_message))
            else:
                pattern = self.pattern.text
                message = lazy_gettext("{label}: it is not written as {pattern} asks.", label=label, pattern=pattern)
                yield Problem("pattern", message)
        length = len(value.strip().encode("utf-16-le")) // 2
        least, most = limit_of(self.min_length, scope.evaluate), limit_of(self.max_length, scope.evaluate)
        if least is not None and length < least:
            yield Problem("min_length", _too_short(label, ceil(least)))
        if most is not None and length > most:
            yield Problem("max_length", _too_long(label, floor(most)))
        if self.validation_type == "phone" and not _PHONE.fullmatch(value):
            yield Problem(
                "phone",
                lazy_gettext(
                    "{label}: write the telephone number with its country code, such as {example}.",
                    label=label,
                    example=PHONE,
                ),
            )
        if self.validation_type == "email" and not _EMAIL.fullmatch(value):
            yield Problem("email", lazy_gettext("{label}: it is not an e-mail address.", label=label))

    def samples(self, sampling: Sampling) -> Iterator[str]:
        if self.validation_type == "email":
            yield "persona@ejemplo.mx"
        elif self.validation_type == "phone":
            yield PHONE
        least = int(limit_of(self.min_length, sampling.evaluate) or 1)
        most = limit_of(self.max_length, sampling.evaluate)
        text = self.sample_text.format(name=sampling.label.rpartition(" · ")[2])
        while len(text) < least:
            text += _PROSE[len(text) % 2]
        text = text.rstrip()
        while len(text) < least:
            text += "."
        yield text if most is None else text[: int(most)].rstrip()
        yield "x" * (least if most is None else max(1, min(least, int(most))))


def _pattern(validate: Properties) -> Pattern | None:
    text = validate.text("pattern")
    try:
        return compile_pattern(text) if text else None
    except PatternError as error:
        validate.note("form_pattern", error.message)
        return None


def _too_short(label: str, least: int) -> Message:
    return lazy_ngettext(
        "{label}: write at least {n} character.", "{label}: write at least {n} characters.", least, label=label
    )


def _too_long(label: str, most: int) -> Message:
    return lazy_ngettext(
        "{label}: it has more than {n} character.", "{label}: it has more than {n} characters.", most, label=label
    )
