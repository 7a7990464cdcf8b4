"""What one element of the flow does to the data, as the engine does it."""

from collections.abc import Callable, Mapping

from bpmn.dataflow.conditions import assignments
from bpmn.dataflow.state import NO_FACTS, UNWRITTEN, Case, Definition, Facts, State, Write, merged
from bpmn.dataflow.uses import Point
from bpmn.forms.form import Form
from bpmn.forms.variables import Hiding, Variable
from bpmn.model import Activity, FlowNode, LoopCharacteristics
from bpmn.value_kinds import ANY, LIST, NUMBER, ValueKind, kind_of

Inner = Callable[[State], State]
"""What happens inside an activity: a form filled in, a sub-process, a called process, a script."""
MAX_ROUNDS = 6
"""How often the instances of an activity are gone over until nothing changes; then the cases are taken together."""


class Steps:
    """Follows states through the elements of a process. `points` keeps, for each element, the state at each point.

    `forms` are None where it is not known what lies beside the diagram. Only the variables `followed` are; None: all.
    """

    def __init__(self, forms: Mapping[str, Form] | None, followed: frozenset[str] | None = None) -> None:
        self.forms = forms
        self.followed = followed
        self.points: dict[tuple[str, Point], State] = {}
        self._definitions: dict[tuple[object, ...], Definition] = {}
        self._writes: dict[str, tuple[Write, ...]] = {}

    def definition(self, element: str, name: str, kind: ValueKind = ANY, **more: object) -> Definition:
        """The one definition of a variable at an element."""
        key = (element, name, kind, *sorted(more.items()))
        found = self._definitions.get(key)
        if found is None:
            found = self._definitions[key] = Definition(element, kind=kind, **more)  # type: ignore[arg-type]
        return found

    def see(self, node: FlowNode, point: Point, state: State) -> State:
        """Note the state at a point of an element."""
        self.points[node.id, point] = state
        return state

    def through(self, node: FlowNode, state: State, inner: Inner) -> State:
        """The state after an element that is reached with `state`."""
        self.see(node, Point.BEFORE, state)
        if not isinstance(node, Activity):
            self.see(node, Point.COMPLETED, state)
            return self.see(node, Point.AFTER, state)
        on_instances = node.loop is not None and node.loop.scripts_on_instances
        if not on_instances:
            state = self.script(node, node.pre_script, state)
        if node.loop is None:
            state = self._once(node, state, inner)
        elif node.loop.kind == "standard":
            state = self._again(node, node.loop, state, inner)
        else:
            state = self._each(node, node.loop, state, inner)
        self.see(node, Point.COMPLETED, state)
        if not on_instances:
            state = self.script(node, node.post_script, state)
        return self.see(node, Point.AFTER, state)

    def _once(self, node: Activity, state: State, inner: Inner) -> State:
        """One instance of an activity, with its scripts where they run on each."""
        on_instances = node.loop is not None and node.loop.scripts_on_instances
        self.see(node, Point.INSIDE, state)
        if on_instances:
            state = self.script(node, node.pre_script, state)
        self.see(node, Point.ENABLED, state)
        if node.kind == "scriptTask":
            state = self.script(node, node.script, state)
        elif node.form:
            state = self._filled_in(node, state)
        else:
            state = inner(state)
        self.see(node, Point.DONE, state)
        if on_instances:
            state = self.script(node, node.post_script, state)
        return self.see(node, Point.LEFT, state)

    def script(self, node: Activity, script: str | None, state: State) -> State:
        """After a script of an activity."""
        return tuple(self._assigned(node, script, case) for case in state) if script else state

    def _assigned(self, node: Activity, script: str, case: Case) -> Case:
        writes = []
        copies: dict[str, dict[Definition, Facts]] = {}
        for name, kind, may_be_empty, copied in assignments(script):
            writes.append(Write(name, self.definition(node.id, name, kind, may_be_empty=may_be_empty)))
            for other in copied:
                copies[name] = dict.fromkeys(case.of(other), NO_FACTS)
                copies[name].pop(UNWRITTEN, None)  # the script stops there
        after = case.write(writes)
        taken = {name: held for name, held in copies.items() if held}
        return Case(after.facts, {**after.variables, **taken}, after.open) if taken else after

    def _filled_in(self, node: Activity, state: State) -> State:
        form = None if self.forms is None else self.forms.get(node.form or "")
        if form is None:
            return tuple(case.opened() for case in state)
        writes = self._writes.get(node.id)
        if writes is None:
            writes = self._writes[node.id] = tuple(
                _write(node, variable)
                for variable in form.variables
                if self.followed is None or variable.name in self.followed
            )
        return tuple(case.write(writes) for case in state)

    def _again(self, node: Activity, loop: LoopCharacteristics, state: State, inner: Inner) -> State:
        """A standard loop: a round begins with what the round before it left."""
        entered = left = state
        for count in range(MAX_ROUNDS):
            left = self._once(node, entered, inner)
            following = merged((entered, left), into_one=count > 1)
            if following == entered:
                break
            entered = following
        return merged((state, left)) if loop.test_before else left

    def _each(self, node: Activity, loop: LoopCharacteristics, state: State, inner: Inner) -> State:
        """A multi-instance: an instance sees its own items, and leaves its output or all that it wrote."""
        keeps = loop.output_collection is not None and loop.output_item is not None
        at_least_one = bool(loop.cardinality and loop.cardinality.strip().isdecimal() and int(loop.cardinality) > 0)
        if keeps:
            assert loop.output_collection is not None
            made = self.definition(node.id, loop.output_collection, LIST, may_be_empty=True, empty=None)
            state = tuple(case.write([Write(loop.output_collection, made)]) for case in state)
        entered, left = state, state
        for count in range(MAX_ROUNDS):
            left = self._once(node, self._instance(node, loop, entered), inner)
            if keeps:
                break
            following = merged((entered, left), into_one=count > 1)
            if following == entered:
                break
            entered = following
        if keeps:
            return state
        return left if at_least_one else merged((state, left))

    def _instance(self, node: Activity, loop: LoopCharacteristics, state: State) -> State:
        own = [name for name in (loop.input_item, loop.output_item) if name is not None]
        state = tuple(case.without(own) for case in state)
        if loop.input_item is None:
            return state
        kinds = {self._item_kind(loop, case) for case in state}
        kind = kinds.pop() if len(kinds) == 1 else ANY
        item = self.definition(node.id, loop.input_item, kind)
        return tuple(case.write([Write(loop.input_item, item)]) for case in state)

    @staticmethod
    def _item_kind(loop: LoopCharacteristics, case: Case) -> ValueKind:
        if loop.collection is None:
            return NUMBER
        found = [each.kind for each in case.of(loop.collection)]
        if len(found) != 1 or found[0].name != "list" or not found[0].values:
            return ANY
        values = found[0].values
        kinds = {kind_of(value).name for value in values}
        return ValueKind(kinds.pop() if len(kinds) == 1 else "any", values, found[0].labels)


def _write(node: Activity, variable: Variable) -> Write:
    required = None if variable.required is None else Hiding((variable.required,), {})
    if required is not None and not required.is_decided_by_data:
        required = None
    definition = Definition(
        node.id, variable.label, variable.kind, variable.may_be_empty, variable.empty, required
    )  # one for each field: the same on every visit
    return Write(variable.name, definition, variable.hiding, variable.perhaps)
