"""``table``: rows of the data, only shown."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import NamedTuple, Self

from bpmn.forms.feel import Feel, Scope
from bpmn.forms.kinds.base import MAX_ITEMS, Children, Common, Component
from bpmn.forms.schema.properties import Properties
from bpmn.messages import lazy_gettext

MAX_COLUMNS = 20
"""Columns of a table."""


class Column(NamedTuple):
    """A column: the name of its values in a row, and its heading.

    `field` says how its values are shown, where the schema gives the column a ``type`` and the properties of that kind
    (the labels of choices, the decimals of a number); form-js does not look at these.
    """

    key: str
    label: str
    field: Component | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Table(Component):
    """The rows that `data_source` yields, under `columns` or those that `columns_expression` yields."""

    data_source: Feel
    columns: tuple[Column, ...] = ()
    columns_expression: Feel | None = None

    @classmethod
    def read(cls, properties: Properties, common: Common, children: Children) -> Self | None:
        source = properties.expression("dataSource")
        if source is None:
            if not properties.text("dataSource"):
                properties.note(
                    "form_table", lazy_gettext("The table has no “dataSource”; name its rows, such as =renglones.")
                )
            return None
        expression = properties.expression("columnsExpression")
        columns = () if expression else tuple(_columns(properties))
        if not columns and not properties.text("columnsExpression"):
            properties.note(
                "form_table", lazy_gettext("The table has no “columns”; each needs a “key” and may have a “label”.")
            )
        return cls(**common, data_source=source, columns=columns, columns_expression=expression)

    def columns_of(self, scope: Scope) -> tuple[Column, ...]:
        """The columns to show."""
        if self.columns_expression is None:
            return self.columns
        listed = scope.evaluate(self.columns_expression)
        found = [_column(item) for item in listed[:MAX_COLUMNS]] if isinstance(listed, list) else []
        return tuple(column for column in found if column is not None)

    def rows(self, scope: Scope) -> list[Mapping[str, object]]:
        """The rows to show: no more than a list on a form may have."""
        listed = scope.evaluate(self.data_source)
        rows = listed[:MAX_ITEMS] if isinstance(listed, list) else []
        return [row for row in rows if isinstance(row, Mapping)]


def _columns(properties: Properties) -> list[Column]:
    listed = properties.raw.get("columns")
    if listed is not None and (not isinstance(listed, list) or len(listed) > MAX_COLUMNS):
        message = lazy_gettext("“columns” must be a list of at most {limit} columns.", limit=MAX_COLUMNS)
        properties.note("form_table", message)
        return []
    columns: list[Column] = []
    for item in listed or ():
        column = _column(item)
        if column is None:
            properties.note("form_table", lazy_gettext("Each column of the table needs a “key”."))
        else:
            columns.append(column._replace(field=_field(item, column, properties)))
    return columns


def _column(item: object) -> Column | None:
    key = item.get("key") if isinstance(item, Mapping) else None
    label = item.get("label") if isinstance(item, Mapping) else None
    return Column(key, label if isinstance(label, str) and label else key) if isinstance(key, str) and key else None


def _field(item: Mapping[str, object], column: Column, properties: Properties) -> Component | None:
    """How the values of a column are shown, where it says so by a type."""
    kind = item.get("type")
    if kind is None:
        return None
    from bpmn.forms.kinds import KINDS  # late: this module is one of those listed there

    make = KINDS.get(kind) if isinstance(kind, str) else None
    if make is None:
        properties.note(
            "form_unknown_component",
            lazy_gettext("“{kind}” is not a component we know; there are {known}.", kind=kind, known=", ".join(KINDS)),
        )
        return None
    own = Properties(item, properties.element, properties.line, properties.findings)
    common = {"id": f"{properties.element}_{column.key}", "type": kind, "label": column.label, "line": properties.line}
    return make.read(own, common, tuple)
