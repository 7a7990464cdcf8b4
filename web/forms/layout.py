"""How the author of a form wants its components to look, read from the schema: form-js's own ``layout`` and
``appearance``."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from functools import lru_cache

from bpmn.forms.form import Form


@dataclass(frozen=True, slots=True)
class Layout:
    """How many of the sixteen columns of its row a component takes, and what stands before and after its input."""

    columns: int = 16
    prefix: str = ""
    suffix: str = ""

    def around(self, text: str) -> str:
        """A value with its sign and its unit, as in ``$1,400,000.00 MXN``."""
        sign = self.prefix if len(self.prefix) < 2 else f"{self.prefix} "
        return f"{sign}{text} {self.suffix}".strip()


PLAIN = Layout()


def layout_of(form: Form) -> Mapping[str, Layout]:
    """The layout of each component that has one, by its id; a form is read once."""
    return _by_schema(_Same(form.schema))


class _Same:
    """A schema, which is never changed, as a key: the very same object."""

    __slots__ = ("schema",)

    def __init__(self, schema: Mapping[str, object]) -> None:
        self.schema = schema

    def __hash__(self) -> int:
        return id(self.schema)

    def __eq__(self, other: object) -> bool:
        return isinstance(other, _Same) and other.schema is self.schema


@lru_cache(maxsize=256)
def _by_schema(held: _Same) -> Mapping[str, Layout]:
    return {str(raw.get("id")): _layout(raw) for raw in _components(held.schema)}


def _layout(raw: Mapping[str, object]) -> Layout:
    layout, appearance = raw.get("layout"), raw.get("appearance")
    wide = layout.get("columns") if isinstance(layout, Mapping) else None
    columns = wide if isinstance(wide, int) and 1 <= wide <= 16 else 16
    texts = (
        [str(appearance.get(f"{name}Adorner") or "") for name in ("prefix", "suffix")]
        if isinstance(appearance, Mapping)
        else ["", ""]
    )
    # Expressions are not evaluated here: they are left out.
    before, after = ("" if text.startswith("=") or "{{" in text else text for text in texts)
    return Layout(columns, before, after)


def _components(schema: object) -> Iterator[Mapping[str, object]]:
    components = schema.get("components") if isinstance(schema, Mapping) else None
    for raw in components if isinstance(components, list) else ():
        if isinstance(raw, Mapping):
            yield raw
            yield from _components(raw)
