"""What BPMN 2.0 says happens, as a token game over the model of a diagram, written to be read and not to be fast.

Clause numbers are of OMG formal/2011-01-03. A variable is known to a token with the moment at which it was written, and
where tokens meet the latest writing counts: the data of a process are one set (10.3.1), seen from each branch as far as
the branch can know.
"""

import itertools
from collections.abc import Callable, Mapping, Sequence
from typing import cast

from bpmn.expressions import parse_expression, parse_script
from bpmn.model import Activity, Event, FlowNode, Gateway, Process, SequenceFlow
from bpmn.reader import read
from bpmn.timing import read_timing
from tests.engine.execution.tokens import Known, Scope, Token, united


class Reference:
    """An instance of process `p`."""

    def __init__(self, sources: Sequence[bytes], data: Mapping[str, object]) -> None:
        self.nodes: dict[str, FlowNode] = {}
        self.flows: dict[str, SequenceFlow] = {}
        for source in sources:
            definitions = read(source).definitions
            assert definitions is not None
            for process in definitions.processes:
                self._learn(process)
        self.moments = itertools.count(1)
        self.top = Scope("p", None)
        self._begin(self.top, {name: (0, value) for name, value in data.items()})
        self._settle()

    def _learn(self, process: Process) -> None:
        self.nodes |= {node.id: node for node in process.nodes}
        self.flows |= {flow.id: flow for flow in process.flows}

    # What can be seen and done from outside

    def work(self) -> list[tuple[str, dict[str, object]]]:
        return [(token.path, token.data) for token in self._waiting("userTask")]

    def timers(self) -> list[tuple[str, dict[str, object]]]:
        waiting = self._waiting("boundaryEvent", "intermediateCatchEvent")
        return [(token.path, token.data) for token in [*waiting, *(event for _, event in self._competing())]]

    @property
    def completed(self) -> bool:
        return self.top.result is not None

    @property
    def result(self) -> dict[str, object]:
        assert self.top.result is not None
        return {name: value for name, (_, value) in self.top.result.items()}

    def complete(self, path: str, seen: Mapping[str, object], values: Mapping[str, object]) -> None:
        token = next(each for each in self._waiting("userTask") if (each.path, each.data) == (path, seen))
        moment = next(self.moments)
        token.known = token.known | {name: (moment, value) for name, value in values.items()}
        self._completed(token)
        self._settle()

    def fire(self, path: str, seen: Mapping[str, object]) -> None:
        competing = self._competing()
        waiting = [*self._waiting("boundaryEvent", "intermediateCatchEvent"), *(event for _, event in competing)]
        token = next(each for each in waiting if (each.path, each.data) == (path, seen))
        for gateway, event in competing:
            if event is token:
                gateway.scope.tokens.remove(gateway)
                token.scope.tokens.append(token)
        self._fired(token)
        self._settle()

    def _waiting(self, *kinds: str) -> list[Token]:
        found = []
        for scope in self._scopes():
            for token in scope.tokens:
                if token.node.kind in kinds and not token.instances and not _repeats(token):
                    found.append(token)
        return found

    def _competing(self) -> list[tuple[Token, Token]]:
        """The events that may happen after event-based gateways, each with the token that stands at its gateway until
        then (13.4.4)."""
        return [
            (token, Token(token.scope, self.nodes[self.flows[flow].target], token.known, flow))
            for token in self._waiting("eventBasedGateway")
            for flow in token.node.outgoing
        ]

    def _scopes(self) -> list[Scope]:
        found = [self.top]
        for scope in found:
            found += [token.inside for token in scope.tokens if token.inside is not None]
        return found

    # Entering and leaving nodes

    def _begin(self, scope: Scope, known: Known) -> None:
        start = next(n for n in self.nodes.values() if n.parent == scope.container and n.kind == "startEvent")
        token = Token(scope, start, known)
        scope.tokens.append(token)
        self._leave(token, start.outgoing)

    def _leave(self, token: Token, flows: Sequence[str]) -> None:
        token.scope.tokens.remove(token)
        for flow in flows:
            if token.scope.terminated:
                return
            node = self.nodes[self.flows[flow].target]
            successor = Token(token.scope, node, token.known, flow)
            token.scope.tokens.append(successor)
            self._enter(successor)

    def _enter(self, token: Token) -> None:
        node = token.node
        if isinstance(node, Activity):
            self._attach(token)
            if node.loop is not None:
                self._begin_loop(token)
            else:
                self._perform(token)
        elif isinstance(node, Gateway):
            self._pass(token, node)
        elif isinstance(node, Event) and node.kind == "endEvent":
            self._end(token, node)

    def _perform(self, token: Token) -> None:
        node = cast(Activity, token.node)
        if node.kind == "scriptTask":
            moment = next(self.moments)
            assigned = parse_script(node.script or "").run(token.data)
            token.known = token.known | {name: (moment, value) for name, value in assigned.items()}
            self._completed(token)
        elif node.kind in ("subProcess", "callActivity"):
            token.inside = Scope(node.called_element or node.id, token)
            self._begin(token.inside, token.known)

    def _completed(self, token: Token) -> None:
        """An activity, or an instance of one, is done."""
        if token.parent is not None:
            self._instance_done(token.parent, token)
        else:
            for timer in token.timers:
                if timer in timer.scope.tokens:
                    timer.scope.tokens.remove(timer)
            self._leave(token, token.node.outgoing)

    def _end(self, token: Token, node: Event) -> None:
        """A scope ends with its last token, or at a terminate end (13.4.6)."""
        scope = token.scope
        scope.tokens.remove(token)
        if any(definition.kind == "terminate" for definition in node.definitions):
            scope.tokens.clear()
            scope.ended, scope.terminated = [token.known], True
        else:
            scope.ended.append(token.known)

    def _finish_scopes(self) -> bool:
        # What ends at once has no order in BPMN; this one is the engine's.
        for scope in sorted(self._scopes(), key=lambda scope: -len(scope.path)):
            if scope.tokens or scope.result is not None:
                continue
            scope.result = united(scope.ended)
            token = scope.starter
            if token is not None:
                token.inside = None
                moment = next(self.moments)
                before = token.known
                changed = {
                    name: (moment, value)
                    for name, (_, value) in scope.result.items()
                    if name not in before or before[name][1] != value
                }
                token.known = before | changed
                self._completed(token)
            return True
        return False

    # Gateways

    def _pass(self, token: Token, node: Gateway) -> None:
        if node.kind == "exclusiveGateway":
            self._leave(token, [self._chosen(token, node)[0]])
        elif node.kind == "parallelGateway":
            # One token from each incoming flow (13.4.1).
            waiting = self._arrived(token.scope, node)
            if len(waiting) == len(node.incoming):
                self._join(token, [tokens[0] for tokens in waiting.values()], node.outgoing)

    def _arrived(self, scope: Scope, node: FlowNode) -> dict[str, list[Token]]:
        found: dict[str, list[Token]] = {}
        for token in scope.tokens:
            if token.node is node:
                found.setdefault(cast(str, token.flow), []).append(token)
        return found

    def _join(self, token: Token, consumed: Sequence[Token], flows: Sequence[str]) -> None:
        token.known = united([each.known for each in consumed])
        for each in consumed:
            if each is not token:
                each.scope.tokens.remove(each)
        if token.node.kind == "inclusiveGateway":
            flows = self._chosen(token, cast(Gateway, token.node))
        self._leave(token, flows)

    def _chosen(self, token: Token, node: Gateway) -> list[str]:
        if len(node.outgoing) == 1:
            return list(node.outgoing)
        true = [
            flow
            for flow in node.outgoing
            if flow != node.default and parse_expression(self.flows[flow].condition or "").holds(token.data)
        ]
        return true or [cast(str, node.default)]

    def _go_on_inclusive(self) -> bool:
        """13.4.3: unless another token can still reach an incoming flow without one, and none that has one."""
        for scope in self._scopes():
            for node in {token.node for token in scope.tokens if token.node.kind == "inclusiveGateway"}:
                arrived = self._arrived(scope, node)
                others = [token for token in scope.tokens if token.node is not node and token.parent is None]
                if not any(self._still_comes(other.node, node, set(arrived)) for other in others):
                    consumed = [tokens[0] for tokens in arrived.values()]
                    self._join(consumed[-1], consumed, node.outgoing)
                    return True
        return False

    def _still_comes(self, start: FlowNode, join: FlowNode, arrived: set[str]) -> bool:
        reached, seen, ahead = set[str](), {start.id}, [start.id]
        while ahead:
            for flow in self.nodes[ahead.pop()].outgoing:
                target = self.flows[flow].target
                if target == join.id:
                    reached.add(flow)
                    continue
                near = [
                    target,
                    *(n.id for n in self.nodes.values() if isinstance(n, Event) and n.attached_to == target),
                ]
                ahead += [each for each in near if each not in seen]
                seen.update(near)
        return bool(reached) and not reached & arrived

    # Timers

    def _attach(self, token: Token) -> None:
        for node in self.nodes.values():
            if isinstance(node, Event) and node.attached_to == token.node.id:
                timer = Token(token.scope, node, token.known, activity=token)
                token.timers.append(timer)
                token.scope.tokens.append(timer)

    def _fired(self, timer: Token) -> None:
        node, activity = cast(Event, timer.node), timer.activity
        if activity is not None and node.cancel_activity:
            for other in activity.timers:
                if other is not timer and other in other.scope.tokens:
                    other.scope.tokens.remove(other)
            for each in [activity, *activity.instances]:
                if each in each.scope.tokens:
                    each.scope.tokens.remove(each)
        elif activity is not None:
            definition = node.definitions[0]
            timing = read_timing("cycle", definition.expression or "") if "R" in (definition.expression or "") else None
            if timing is not None and (timing.repetitions is None or timer.repetition < timing.repetitions):
                again = Token(timer.scope, node, timer.known, activity=activity, repetition=timer.repetition + 1)
                activity.timers.append(again)
                timer.scope.tokens.append(again)
        self._leave(timer, node.outgoing)

    # Repetition (13.2.6, 13.2.7)

    def _begin_loop(self, token: Token) -> None:
        loop = cast(Activity, token.node).loop
        assert loop is not None
        if loop.kind == "standard":
            self._instance(token, 0, None)
            return
        if loop.collection is not None:
            items = cast(list[object], token.data[loop.collection])
        else:
            items = list(range(int(loop.cardinality or "0")))
        if loop.output_collection is not None:
            token.known = token.known | {loop.output_collection: (next(self.moments), [])}
        token.remaining = list(enumerate(items))
        if not items:
            self._completed(token)
        while token.remaining:
            self._next_instance(token)
            if loop.kind == "sequential":
                break

    def _next_instance(self, token: Token) -> None:
        index, item = token.remaining.pop(0)
        self._instance(token, index, item)

    def _instance(self, token: Token, index: int, item: object) -> None:
        loop = cast(Activity, token.node).loop
        assert loop is not None
        known = dict(token.known)
        if loop.input_item is not None:
            known[loop.input_item] = (0, item)
        instance = Token(token.scope, token.node, known, index=index, parent=token)
        token.instances.append(instance)
        token.scope.tokens.append(instance)
        self._perform(instance)

    def _instance_done(self, token: Token, instance: Token) -> None:
        loop = cast(Activity, token.node).loop
        assert loop is not None
        token.scope.tokens.remove(instance)
        token.instances.remove(instance)
        token.rounds += 1
        if loop.kind == "standard":
            token.known = instance.known
            again = loop.condition is None or parse_expression(loop.condition).holds(token.data)
            if (loop.maximum is not None and token.rounds >= loop.maximum) or not again:
                self._completed(token)
            else:
                self._instance(token, token.rounds, None)
            return
        if loop.output_collection is not None:
            so_far = cast(list[object], token.data[loop.output_collection])
            item = instance.data[cast(str, loop.output_item)]
            token.known = token.known | {loop.output_collection: (next(self.moments), [*so_far, item])}
        else:
            known = dict(instance.known)
            if loop.input_item is not None:
                # It is the instance's own in BPMN; without an output SpiffWorkflow leaves it behind, and so do we.
                known[loop.input_item] = (next(self.moments), known[loop.input_item][1])
            token.known = united([token.known, known])
        if token.remaining:
            self._next_instance(token)
        elif not token.instances:
            self._completed(token)

    # Everything that goes on by itself

    def _settle(self) -> None:
        steps: list[Callable[[], bool]] = [self._finish_scopes, self._go_on_inclusive]
        while any(step() for step in steps):
            pass


def _repeats(token: Token) -> bool:
    """Whether a token stands for all instances of an activity, and not for one."""
    return isinstance(token.node, Activity) and token.node.loop is not None and token.parent is None
