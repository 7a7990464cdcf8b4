"""What a page hands to form-js in the browser, as JSON: the form's schema, what it begins with, and every word it says.

The instance holds more than a form shows, and whoever fills it in may be a client: only what the form asks, shows or
reads in its conditions goes out.
"""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass

from bpmn.forms.data import MISSING, at, put
from bpmn.forms.evaluate import initial_data
from bpmn.forms.feel import Environment
from bpmn.forms.form import Form
from bpmn.forms.kinds import Component, Container, Datetime, DynamicList, Field, Filepicker
from bpmn.forms.validate import FieldError
from engine.documents.store import MAX_SIZE
from web.i18n import Translator
from web.inbox.attachments import Attachments
from web.inbox.inputs import Inputs
from web.inbox.words import words


@dataclass(frozen=True, slots=True)
class HandOver:
    """Hands a form over the `data` of its instance to the browser."""

    form: Form
    data: Mapping[str, object]
    inputs: Inputs
    environment: Environment
    attachments: Attachments
    gettext: Translator

    def json(self, values: Mapping[str, object], errors: Sequence[FieldError] = ()) -> dict[str, object]:
        """Everything, for a form with those `values`; each of the errors with the name of its field."""
        texts = [[error.field, self.gettext.render(error.message).removeprefix(f"{error.label}: ")] for error in errors]
        initial = initial_data(self.form, self.data, self.environment)
        # What expressions read, and what holds the choices of a field.
        names = frozenset().union(*(each.reads for each in _walk(self.form.components)))
        read = {name: initial[name] for name in sorted(names) if name in initial}
        return {
            "schema": self.form.schema,
            "data": read | self._values(self.form.components, values, initial, ()),
            "errors": texts,
            "words": words(self.gettext),
            "locale": self.gettext.locale,
            "today": self.inputs.now.date().isoformat(),
            "largest": MAX_SIZE,
        }

    def _values(
        self, components: tuple[Component, ...], given: object, initial: object, prefix: tuple[str, ...]
    ) -> dict[str, object]:
        """The values of `components`: as they were `given`, those that are only shown as they are in `initial`."""
        values: dict[str, object] = {}
        for component in components:
            path = prefix + getattr(component, "path", ())
            if isinstance(component, Field):
                known = at(initial if component.only_shown else given, path)
                put(values, path, self._written(component, component.default if known is MISSING else known))
            elif isinstance(component, DynamicList):
                rows = self._rows(component, at(given, path), at(initial, path))
                if rows is not None:
                    put(values, path, rows)
            elif isinstance(component, Container):
                _merge(values, self._values(component.components, given, initial, path))
        return values

    def _rows(self, component: DynamicList, given: object, initial: object) -> list[dict[str, object]] | None:
        """The rows of a list; None where form-js should begin with its own."""
        before = initial if isinstance(initial, list) else []
        rows = given if isinstance(given, list) else []
        count = len(rows) if component.add_remove and not _only_shown(component) else len(before)
        if count == 0:
            return None
        return [
            self._values(
                component.components,
                rows[number] if number < len(rows) else {},
                before[number] if number < len(before) else {},
                (),
            )
            for number in range(count)
        ]

    def _written(self, field: Field, value: object) -> object:
        """A value as form-js holds it here: files with their signature, moments as they are typed."""
        if isinstance(field, Filepicker):
            files = [item for item in value if isinstance(item, Mapping)] if isinstance(value, list) else []
            signed = [{**item, "signed": self.attachments.sign(item)} for item in files]
            return signed or None
        if isinstance(field, Datetime) and isinstance(value, str):
            return next(iter(self.inputs.write(field, value)), None)
        return field.empty if value is None else value


def columns(schema: object) -> dict[str, int]:
    """How many of the sixteen columns of its row each component takes, by its id; the others take all."""
    found: dict[str, int] = {}
    for raw in _raw(schema):
        layout = raw.get("layout")
        wide = layout.get("columns") if isinstance(layout, dict) else None
        if isinstance(wide, int) and 1 <= wide <= 16:
            found[str(raw.get("id"))] = wide
    return found


def adorners(schema: object) -> dict[str, tuple[str, str]]:
    """What stands before and after the input of a component, by its id; expressions are left out."""
    found: dict[str, tuple[str, str]] = {}
    for raw in _raw(schema):
        appearance = raw.get("appearance")
        if isinstance(appearance, dict):
            texts = (str(appearance.get(name) or "") for name in ("prefixAdorner", "suffixAdorner"))
            before, after = ("" if text.startswith("=") or "{{" in text else text for text in texts)
            found[str(raw.get("id"))] = before, after
    return found


def _raw(schema: object) -> Iterator[dict[str, object]]:
    components = schema.get("components") if isinstance(schema, Mapping) else None
    for raw in components if isinstance(components, list) else ():
        if isinstance(raw, dict):
            yield raw
            yield from _raw(raw)


def _walk(components: tuple[Component, ...]) -> Iterator[Component]:
    for component in components:
        yield component
        if isinstance(component, Container):
            yield from _walk(component.components)


def _only_shown(component: DynamicList) -> bool:
    return all(each.only_shown for each in _walk(component.components) if isinstance(each, Field))


def _merge(values: dict[str, object], more: Mapping[str, object]) -> None:
    for name, value in more.items():
        known = values.get(name)
        if isinstance(known, dict) and isinstance(value, Mapping):
            _merge(known, value)
        else:
            values[name] = value
