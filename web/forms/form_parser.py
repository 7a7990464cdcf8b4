"""A submitted HTML form → the JSON values that `engine.instances.commands.complete` takes.

An input's name is its place in the data as the engine writes it: ``cliente``, ``acuerdos[0].fecha``.
"""

import re
from collections import defaultdict
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from functools import cached_property

from werkzeug.datastructures import FileStorage, MultiDict

from bpmn.forms.data import MISSING, Place, at, put, same, shown
from bpmn.forms.evaluate import initial_data
from bpmn.forms.feel import Environment
from bpmn.forms.form import Form
from bpmn.forms.kinds import Component, Container, DynamicList, Field
from bpmn.forms.kinds.base import MAX_ITEMS
from web.forms.attachments import Attachments

TAKE_OUT = "take-out"
"""The name of the buttons that take out a row (``acuerdos[2]``) or a file (``documentos:1``, from 0)."""

_ROW_NUMBER = re.compile(r"\[([0-9]{1,4})\]")
_LONGEST_NAME = 2_000
"""Characters of an input's name; no form of ours has longer ones."""


@dataclass(frozen=True)
class FormParser:
    """Reads what a page sent: `typed` and the `uploads`. `now` is local time of the office.

    What the button `TAKE_OUT` names is left out.
    """

    now: datetime
    environment: Environment
    attachments: Attachments
    typed: MultiDict[str, str]
    uploads: MultiDict[str, FileStorage]

    def values(self, form: Form, data: Mapping[str, object]) -> dict[str, object]:
        """The values of every field that the page sent, empty ones and empty rows included, and of no other.

        A page sends something of each field that it asks, even where nothing is chosen (`web.forms.form_view`); what it
        does not send was not asked.
        """
        values: dict[str, object] = {}
        self._fill(form.components, values, (), (), initial_data(form, data, self.environment))
        return values

    def _fill(
        self,
        components: tuple[Component, ...],
        values: dict[str, object],
        prefix: tuple[str, ...],
        place: Place,
        initial: object,
    ) -> None:
        """Put what was typed into `values`, an object at `place`: that of the form, or a row of a list."""
        for component in components:
            if isinstance(component, Field) and not component.only_shown:
                value = self._field(component, place + prefix + component.path)
                if value is not MISSING:
                    put(values, prefix + component.path, value)
            elif isinstance(component, DynamicList):
                path = prefix + component.path
                rows = self._rows(component, place + path, at(initial, path))
                if rows or shown(place + path) in self.typed:
                    put(values, path, rows)
            elif isinstance(component, Container):
                self._fill(component.components, values, prefix + component.path, place, initial)

    def _field(self, field: Field, place: Place) -> object:
        name = shown(place)
        if field.holds_files:
            return self._files(field, name)
        texts = self.typed.getlist(name)
        return field.from_texts(texts, self.now) if texts else MISSING

    def _files(self, field: Field, name: str) -> object:
        taken_out = self.typed.get(TAKE_OUT)
        sent = [signed for signed in self.typed.getlist(name) if signed]
        references = [
            self._replaced(field, name, number) or self.attachments.carried(signed)
            for number, signed in enumerate(sent)
            if taken_out != f"{name}:{number}"
        ]
        for upload in self.uploads.getlist(name):
            if upload.filename:
                references.append(self.attachments.store(name, field.label, upload))
        kept = [reference for reference in references if reference is not None]
        return kept if kept or name in self.typed else MISSING

    def _replaced(self, field: Field, name: str, number: int) -> object | None:
        """The file that was sent to take the place of one that the field holds, if one was and it can be stored."""
        upload = self.uploads.get(f"{name}:{number}")
        return self.attachments.store(name, field.label, upload) if upload is not None and upload.filename else None

    def _rows(self, component: DynamicList, place: Place, initial: object) -> list[dict[str, object]]:
        before = initial if isinstance(initial, list) else []
        name = shown(place)
        numbers = self._numbers(name)
        if not component.add_remove:
            numbers = list(range(len(before))) if numbers or name in self.typed else []
        rows: list[dict[str, object]] = []
        for number in numbers:
            if component.add_remove and self.typed.get(TAKE_OUT) == f"{name}[{number}]":
                continue
            row: dict[str, object] = {}
            self._fill(component.components, row, (), (*place, number), before[number] if number < len(before) else {})
            rows.append(row)
        return rows

    def _numbers(self, prefix: str) -> list[int]:
        """The numbers of the rows that the page sent of a list."""
        return sorted(self._sent_rows.get(prefix, ()))[: MAX_ITEMS + 1]

    @cached_property
    def _sent_rows(self) -> Mapping[str, set[int]]:
        """The numbers of rows by the name of their list: each name is looked at once, however many lists there are."""
        found: defaultdict[str, set[int]] = defaultdict(set)
        for name in {*self.typed, *self.uploads}:
            if len(name) <= _LONGEST_NAME:
                for match in _ROW_NUMBER.finditer(name):
                    found[name[: match.start()]].add(int(match[1]))
        return found


def without_blank_rows(components: tuple[Component, ...], values: Mapping[str, object]) -> dict[str, object]:
    """`values` without the rows in which nobody wrote anything, of lists whose rows people add."""
    written = dict(values)
    for component in components:
        if isinstance(component, DynamicList):
            rows = at(written, component.path)
            if isinstance(rows, list):
                kept = [
                    without_blank_rows(component.components, row)
                    for row in rows
                    if not component.add_remove or not is_blank(component.components, row)
                ]
                put(written, component.path, kept)
        elif isinstance(component, Container):
            inner = at(written, component.path) if component.path else written
            if isinstance(inner, Mapping):
                cleaned = without_blank_rows(component.components, inner)
                if component.path:
                    put(written, component.path, cleaned)
                else:
                    written = cleaned
    return written


def is_blank(components: tuple[Component, ...], row: Mapping[str, object]) -> bool:
    """Whether nobody wrote anything in a row: each of its fields is empty, or is as it began."""
    for component in components:
        if isinstance(component, Field):
            value = at(row, component.path)
            if value not in (MISSING, None, "", [], False) and not same(value, component.default):
                return False
        elif isinstance(component, DynamicList):
            inner_rows = at(row, component.path)
            if isinstance(inner_rows, list) and not all(is_blank(component.components, each) for each in inner_rows):
                return False
        elif isinstance(component, Container):
            inner = at(row, component.path)
            if isinstance(inner, Mapping) and not is_blank(component.components, inner):
                return False
    return True
