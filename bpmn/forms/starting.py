"""What is asked before a process begins: the fields of its first step that say so (``"start": "true"`` in their
``properties``), such as who asks and what for. They are a form of their own; the first step begins with what was said.
"""

from collections.abc import Iterator

from bpmn.forms.form import Form
from bpmn.forms.kinds import Component, Container, DynamicList, Field
from bpmn.model import Activity, Event, Process


def first_activity(process: Process) -> Activity | None:
    """The activity with a form that is sure to come first in a process, done once; None where there is none."""
    starts = [node for node in process.nodes if isinstance(node, Event) and node.kind == "startEvent"]
    own = [node for node in starts if node.parent == process.id]
    if len(own) != 1:
        return None
    targets = [flow.target for flow in process.flows if flow.source == own[0].id]
    if len(targets) != 1:
        return None
    first = process.node(targets[0])
    return first if isinstance(first, Activity) and first.form is not None and first.loop is None else None


def start_form(form: Form) -> Form | None:
    """The form of what is asked before a process begins whose first step has `form`; None where nothing is."""
    fields = tuple(_asked(form.components))
    return Form(id=form.id, components=fields, schema=form.schema) if fields else None


def _asked(components: tuple[Component, ...]) -> Iterator[Field]:
    """Their fields that are asked then; those of a list or of an object belong to the step."""
    for component in components:
        if isinstance(component, Field):
            if component.start and component.stored and not component.computed:
                yield component
        elif isinstance(component, Container) and not isinstance(component, DynamicList) and not component.path:
            yield from _asked(component.components)
