"""The properties of one component, read with what is wrong with them noted."""

import math
from typing import Any

from bpmn.findings import Finding, Severity
from bpmn.forms.feel import Feel, FeelError, parse
from bpmn.messages import Message, lazy_gettext


class Properties:
    """The JSON object of a component, or an object within it such as ``validate``.

    A property that is absent or null has its default; one of the wrong kind adds a finding and has its default too.
    """

    def __init__(self, raw: Any, element: str | None, line: int | None, findings: list[Finding]) -> None:
        self.raw: dict[str, Any] = raw if isinstance(raw, dict) else {}
        self.element = element
        self.line = line
        self.findings = findings
        self._objects: dict[str, Properties] = {}

    def note(self, code: str, message: Message, severity: Severity = Severity.ERROR) -> None:
        self.findings.append(Finding(code, severity, self.element, self.line, message))

    def _wrong(self, message: Message) -> None:
        self.note("form_property", message)

    def within(self, name: str) -> "Properties":
        """The object in a property."""
        if name not in self._objects:
            value = self.raw.get(name)
            if value is not None and not isinstance(value, dict):
                self._wrong(lazy_gettext("“{name}” must be an object.", name=name))
            self._objects[name] = Properties(value, self.element, self.line, self.findings)
        return self._objects[name]

    def text(self, name: str, default: str = "") -> str:
        value = self.raw.get(name)
        if isinstance(value, str):
            return value
        if value is not None:
            self._wrong(lazy_gettext("“{name}” must be a text.", name=name))
        return default

    def one_of(self, name: str, allowed: tuple[str, ...]) -> str:
        """A text among `allowed`; the first is the default."""
        value = self.text(name, allowed[0])
        if value not in allowed:
            self._wrong(lazy_gettext("“{name}” must be one of {allowed}.", name=name, allowed=", ".join(allowed)))
            return allowed[0]
        return value

    def flag(self, name: str, default: bool = False) -> bool:
        value = self.raw.get(name)
        if isinstance(value, bool):
            return value
        if value is not None:
            self._wrong(lazy_gettext("“{name}” must be true or false.", name=name))
        return default

    def integer(self, name: str, most: int) -> int | None:
        """A whole number from 0 to `most`."""
        value = self.raw.get(name)
        if value is None or (isinstance(value, int) and not isinstance(value, bool) and 0 <= value <= most):
            return value
        self._wrong(lazy_gettext("“{name}” must be a whole number from 0 to {most}.", name=name, most=most))
        return None

    def number(self, name: str) -> int | float | None:
        """A number, or a text that holds one, as form-js allows."""
        value = self.raw.get(name)
        if value is None or value == "":
            return None
        number = value
        if isinstance(value, str) and len(value) <= 30:
            try:
                number = int(value) if value.lstrip("-").isdecimal() else float(value)
            except ValueError:
                number = None
        if isinstance(number, (int, float)) and not isinstance(number, bool) and abs(number) < 2**53:
            return number  # a comparison with NaN or infinity is false, so they end below
        self._wrong(lazy_gettext("“{name}” must be a number.", name=name))
        return None

    def expression(self, name: str) -> Feel | None:
        """A FEEL expression."""
        value = self.text(name)
        if not value:
            return None
        try:
            return parse(value)
        except FeelError as error:
            self.note("form_expression", error.message)
            return None

    def _is_expression(self, name: str) -> bool:
        return str(self.raw.get(name) or "").startswith("=") and isinstance(self.raw.get(name), str)

    def flag_or_expression(self, name: str) -> bool | Feel:
        if self._is_expression(name):
            return self.expression(name) or False
        return self.flag(name)

    def number_or_expression(self, name: str) -> int | float | Feel | None:
        return self.expression(name) if self._is_expression(name) else self.number(name)

    def length_or_expression(self, name: str) -> int | Feel | None:
        if self._is_expression(name):
            return self.expression(name)
        value = self.number(name)
        if value is None or (value >= 0 and math.floor(value) == value):
            return None if value is None else int(value)
        self._wrong(lazy_gettext("“{name}” must be a whole number from 0 to {most}.", name=name, most=20_000))
        return None
