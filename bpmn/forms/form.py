"""A whole form: its components, what they are laid out to, and the JSON they were read from."""

import re
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field

from bpmn.forms.compiled import CompiledForm, compile_form
from bpmn.forms.kinds import Check, Component, Container, DynamicList, Field
from bpmn.forms.variables import Variable, variables, variables_read


@dataclass(frozen=True, slots=True, kw_only=True)
class Form:
    """A form. Its `id` is the id of the user task it belongs to; `checks` are those that stand at no field; `schema` is
    the JSON it was read from, for what only concerns the looks.
    """

    id: str
    components: tuple[Component, ...] = ()
    checks: tuple[Check, ...] = ()
    schema: Mapping[str, object] = field(default_factory=dict, compare=False, repr=False)
    _compiled: CompiledForm | None = field(default=None, init=False, compare=False, repr=False)
    _reads: frozenset[str] | None = field(default=None, init=False, compare=False, repr=False)
    _variables: tuple[Variable, ...] | None = field(default=None, init=False, compare=False, repr=False)

    @property
    def compiled(self) -> CompiledForm:
        """Its components laid out for going over them; made once, of a form that has no findings."""
        found = self._compiled
        if found is None:
            found = compile_form(self.components, self.checks)
            object.__setattr__(self, "_compiled", found)
        return found

    @property
    def variables(self) -> tuple[Variable, ...]:
        """The variables of the instance that completing it may set; found once."""
        found = self._variables
        if found is None:
            found = variables(self.compiled)
            object.__setattr__(self, "_variables", found)
        return found

    @property
    def reads(self) -> frozenset[str]:
        """The variables of the instance that it shows or asks for, without those that it sets itself; found once."""
        found = self._reads
        if found is None:
            found = variables_read(self.compiled, self.components, self.checks)
            object.__setattr__(self, "_reads", found)
        return found

    def fields(self) -> Iterator[tuple[str, Field]]:
        """Its fields with their path, in the form's order; those in the rows of a list as ``compromisos[].fecha``."""
        return ((path, each) for path, each in by_path(self.components) if isinstance(each, Field))

    @property
    def keys(self) -> frozenset[str]:
        """The variables of the instance that it writes; those of fields that are only shown are not among them."""
        return frozenset(re.split(r"[.\[]", path, maxsplit=1)[0] for path, field in self.fields() if field.stored)


def by_path(components: Iterable[Component], base: str = "") -> Iterator[tuple[str, Component]]:
    """The components that have a place among the values, with it, in the form's order: fields, and groups and lists
    that have a name of their own; what is in the rows of a list as ``compromisos[].fecha``."""
    for component in components:
        if isinstance(component, Field):
            yield base + ".".join(component.path), component
        elif isinstance(component, Container):
            place = base + ".".join(component.path)
            if component.path:
                yield place, component
            inner = f"{place}[]." if isinstance(component, DynamicList) else f"{place}." if component.path else base
            yield from by_path(component.components, inner)
