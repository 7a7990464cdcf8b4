"""Processes made by Hypothesis: blocks inside blocks, drawn as a diagram whose ids say what they are.

Every user task is asked for its own variables, ``t1`` and ``t1_out`` for task `t1`. `Drawn.beyond` says
that SpiffWorkflow as it comes gets the process wrong, see `engine.execution.corrections`.
"""

from dataclasses import dataclass, field

from hypothesis import strategies as st

from tests.engine.execution.diagrams import HEAD, content, diagram

CONDITIONS = ("c1", "c2", "c3")


@dataclass(frozen=True)
class Block:
    """A piece of a process; `kind` says how its `parts` stand together, `options` what else there is to say."""

    kind: str
    parts: tuple["Block", ...] = ()
    options: tuple[str, ...] = ()


def blocks(depth: int = 3) -> st.SearchStrategy[Block]:
    """Blocks nested at most so deep."""
    leaf = st.sampled_from([Block("task"), Block("task"), Block("script"), Block("wait")])
    if depth == 0:
        return leaf
    inner = blocks(depth - 1)
    some = st.lists(inner, min_size=1, max_size=3).map(tuple)
    branches = st.lists(st.one_of(inner, st.just(Block("nothing"))), min_size=2, max_size=3).map(tuple)
    single = st.one_of(
        st.just(Block("task")),
        some.map(lambda parts: Block("sub", parts)),
        some.map(lambda parts: Block("call", parts)),
    )
    instances = st.builds(
        lambda part, how: Block("instances", (part,), how),
        single,
        st.sampled_from([(kind, over) for kind in ("true", "false") for over in ("list", "number")]),
    )
    rounds = single.map(lambda part: Block("rounds", (part,)))
    return st.one_of(
        leaf,
        some.map(lambda parts: Block("sequence", parts)),
        branches.map(lambda parts: Block("parallel", parts)),
        branches.map(lambda parts: Block("inclusive", parts)),
        branches.map(lambda parts: Block("exclusive", parts)),
        branches.map(lambda parts: Block("first", parts)),
        inner.map(lambda part: Block("loop", (part,))),
        inner.map(lambda part: Block("terminable", (part,))),
        single,
        instances,
        rounds,
        st.builds(
            lambda part, handler, how: Block("timed", (part, handler), how),
            st.one_of(single, instances, rounds),
            inner,
            st.sampled_from([("true", "PT1H"), ("false", "PT1H"), ("false", "R2/PT1H"), ("false", "R/P1D")]),
        ),
    )


@dataclass
class Drawn:
    """A process as diagrams: `p`, which begins, and whatever it calls."""

    sources: list[bytes]
    beyond: bool
    block: Block = field(repr=False)


def draw(block: Block) -> Drawn:
    """The diagrams of a block between a start and an end."""
    pen = _Pen()
    body = pen.scope("p", (block,), repeats=False)
    xml = [f'<bpmn:process id="p" isExecutable="true">{body}</bpmn:process>', *pen.called]
    return Drawn([f"{HEAD}{each}</bpmn:definitions>".encode() for each in xml], pen.beyond, block)


@st.composite
def processes(draw_from: st.DrawFn, depth: int = 3) -> Drawn:
    """Any process of blocks."""
    return draw(draw_from(blocks(depth)))


class _Scope:
    def __init__(self, name: str, repeats: bool) -> None:
        self.name = name
        self.repeats = repeats
        self.flows: list[str] = []
        self.kinds: dict[str, str] = {}
        self.inner: dict[str, str] = {}


class _Pen:
    """Draws blocks, each from a node to the node at which it ends."""

    def __init__(self) -> None:
        self.numbers = iter(range(1, 10_000))
        self.called: list[str] = []
        self.beyond = False

    def scope(self, name: str, parts: tuple[Block, ...], *, repeats: bool) -> str:
        scope = _Scope(name, repeats)
        last = self._all(scope, parts, f"start_{name}", None)
        scope.flows.append(f"{last} > end_{name}")
        return content("\n".join(scope.flows), scope.kinds, scope.inner)

    def _new(self, kind: str) -> str:
        return f"{kind}{next(self.numbers)}"

    def _all(self, scope: _Scope, parts: tuple[Block, ...], source: str, condition: str | None) -> str:
        for part in parts:
            source = self._draw(scope, part, source, condition)
            condition = None
        return source

    def _flow(self, scope: _Scope, source: str, target: str, condition: str | None) -> str:
        scope.flows.append(f"{source} [{condition}] > {target}" if condition else f"{source} > {target}")
        return target

    def _draw(self, scope: _Scope, block: Block, source: str, condition: str | None) -> str:
        if block.kind == "sequence":
            return self._all(scope, block.parts, source, condition)
        if block.kind in ("parallel", "inclusive", "exclusive"):
            return self._split(scope, block, source, condition)
        if block.kind == "first":
            return self._compete(scope, block, source, condition)
        if block.kind == "loop":
            return self._loop(scope, block, source, condition)
        if block.kind == "terminable":
            return self._terminable(scope, block, source, condition)
        return self._node(scope, block, source, condition)

    def _split(self, scope: _Scope, block: Block, source: str, condition: str | None) -> str:
        name = {"parallel": ("fork", "join"), "inclusive": ("some", "some"), "exclusive": ("choice", "choice")}
        opening, closing = (self._new(part) for part in name[block.kind])
        self._flow(scope, source, opening, condition)
        self.beyond |= scope.repeats and block.kind != "exclusive"
        for number, part in enumerate(block.parts):
            guard = None
            if block.kind != "parallel":
                guard = "else" if number == 0 else f"1 < {CONDITIONS[number]}"
            parts = () if part.kind == "nothing" else (part,)
            if not parts:
                # Between two gateways stands at most one flow: an empty branch passes another gateway.
                passing = self._flow(scope, opening, self._new("choice"), guard)
                self._flow(scope, passing, closing, None)
            else:
                self._flow(scope, self._all(scope, parts, opening, guard), closing, None)
        return closing

    def _compete(self, scope: _Scope, block: Block, source: str, condition: str | None) -> str:
        """Each part behind a timer of its own: the one that fires first lets its part go on, and no other."""
        opening, closing = self._flow(scope, source, self._new("first"), condition), self._new("choice")
        for number, part in enumerate(block.parts, start=1):
            timer = self._flow(scope, opening, self._new("wait"), None)
            scope.kinds[timer] = "intermediateCatchEvent"
            scope.inner[timer] = _timer(f"PT{number}H")
            parts = () if part.kind == "nothing" else (part,)
            self._flow(scope, self._all(scope, parts, timer, None), closing, None)
        return closing

    def _loop(self, scope: _Scope, block: Block, source: str, condition: str | None) -> str:
        entry, again = self._flow(scope, source, self._new("choice"), condition), self._new("t")
        repeats, scope.repeats = scope.repeats, True
        last = self._all(scope, block.parts, entry, None)
        scope.repeats = repeats
        decision = self._new("choice")
        scope.flows += [f"{last} > {again} > {decision}", f"{decision} [{again} % 2 == 0] > {entry}"]
        way_out = self._new("choice")
        scope.flows.append(f"{decision} [else] > {way_out}")
        return way_out

    def _terminable(self, scope: _Scope, block: Block, source: str, condition: str | None) -> str:
        """Beside the block stands a task whose end terminates everything in the scope."""
        opening, task, end = self._new("fork"), self._new("t"), self._new("end")
        self._flow(scope, source, opening, condition)
        scope.flows.append(f"{opening} > {task} > {end}")
        scope.inner[end] = "<bpmn:terminateEventDefinition/>"
        return self._all(scope, block.parts, opening, None)

    def _node(self, scope: _Scope, block: Block, source: str, condition: str | None) -> str:
        if block.kind == "timed":
            return self._timed(scope, block, self._node(scope, block.parts[0], source, condition))
        if block.kind in ("instances", "rounds"):
            return self._dressed(scope, block, source, condition)
        name = self._new({"task": "t"}.get(block.kind, block.kind))
        self._fill(scope, name, block, repeats=scope.repeats)
        return self._flow(scope, source, name, condition)

    def _fill(self, scope: _Scope, name: str, block: Block, *, repeats: bool) -> None:
        if block.kind == "script":
            scope.inner[name] = f"<bpmn:script>{name} = c1 + 1</bpmn:script>"
        elif block.kind == "wait":
            scope.kinds[name] = "intermediateCatchEvent"
            scope.inner[name] = _timer("PT1H")
        elif block.kind == "sub":
            scope.kinds[name] = "subProcess"
            scope.inner[name] = self.scope(name, block.parts, repeats=repeats)
        elif block.kind == "call":
            scope.kinds[name] = f'callActivity calledElement="called_{name}"'
            body = self.scope(f"called_{name}", block.parts, repeats=repeats)
            self.called.append(f'<bpmn:process id="called_{name}" isExecutable="true">{body}</bpmn:process>')

    def _dressed(self, scope: _Scope, block: Block, source: str, condition: str | None) -> str:
        activity = block.parts[0]
        name = self._new({"task": "t"}.get(activity.kind, activity.kind))
        # What instances leave without an output, and the lists that they leave, SpiffWorkflow mixes the second time.
        self.beyond |= scope.repeats and block.kind == "instances"
        self._fill(scope, name, activity, repeats=True)
        inner = scope.inner.get(name, "")
        if block.kind == "rounds":
            scope.inner[name] = inner + '<bpmn:standardLoopCharacteristics loopMaximum="2"/>'
        else:
            scope.inner[name] = _instances(name, inner, activity.kind, *block.options)
        return self._flow(scope, source, name, condition)

    def _timed(self, scope: _Scope, block: Block, name: str) -> str:
        interrupting, value = block.options
        activity = block.parts[0]
        if interrupting == "true" and activity.kind in ("instances", "rounds"):
            self.beyond |= activity.parts[0].kind != "task"
        # Two rounds of a handler write the same variables at a time, and the last that ends has the word there.
        self.beyond |= value.startswith("R") or _first(block.parts[1]).kind == "instances"
        event = self._new("timer")
        scope.kinds[event] = f'boundaryEvent attachedToRef="{name}" cancelActivity="{interrupting}"'
        scope.inner[event] = _timer(value)
        repeats, scope.repeats = scope.repeats, scope.repeats or value.startswith("R")
        last = self._all(scope, block.parts[1:], event, None)
        scope.repeats = repeats
        if interrupting == "false":
            self._flow(scope, last, self._new("end"), None)
            return name
        meeting = self._flow(scope, name, self._new("choice"), None)
        return self._flow(scope, last, meeting, None)


def _first(block: Block) -> Block:
    while block.kind in ("sequence", "timed"):
        block = block.parts[0]
    return block


def _timer(value: str) -> str:
    tag = "timeCycle" if value.startswith("R") else "timeDuration"
    return f"<bpmn:timerEventDefinition><bpmn:{tag}>{value}</bpmn:{tag}></bpmn:timerEventDefinition>"


def _instances(name: str, inner: str, kind: str, sequential: str, over: str) -> str:
    loop = f'<bpmn:multiInstanceLoopCharacteristics isSequential="{sequential}">'
    if over == "number":
        return f"{inner}{loop}<bpmn:loopCardinality>2</bpmn:loopCardinality></bpmn:multiInstanceLoopCharacteristics>"
    # A sub-process has nothing to leave but its item.
    return (
        f"{inner}{loop}<bpmn:loopDataInputRef>items</bpmn:loopDataInputRef>"
        f'<bpmn:loopDataOutputRef>{name}_all</bpmn:loopDataOutputRef><bpmn:inputDataItem id="{name}_item"/>'
        f'<bpmn:outputDataItem id="{name}_{"out" if kind == "task" else "item"}"/>'
        "</bpmn:multiInstanceLoopCharacteristics>"
    )


@st.composite
def nets(draw_from: st.DrawFn, *, decide: bool) -> bytes:
    """A process `p` of up to eight tasks that come after each other in any way without going round: no blocks.

    Where several ways meet or part stand parallel gateways; with `decide`, ways part by any kind of gateway, timers
    after those that wait for events, and meet at inclusive ones.
    """
    size = draw_from(st.integers(2, 8))
    before = {
        number: draw_from(st.sets(st.integers(max(number - 4, 0), number - 1), min_size=1, max_size=3))
        for number in range(1, size + 1)
    }
    after = {number: [each for each in before if number in before[each]] for number in range(size + 1)}
    flows, out = [], {}
    kinds: dict[str, str] = {}
    inner: dict[str, str] = {}
    for number, following in after.items():
        name = f"t{number}" if number else "start"
        out[number] = name
        if len(following) > 1:
            kind = draw_from(st.sampled_from(["fork", "some", "choice", "first"])) if decide else "fork"
            out[number] = f"{kind}_{name}"
            flows.append(f"{name} > {out[number]}")
        elif not following:
            flows.append(f"{name} > end_{name}")
    for number, preceding in before.items():
        into = f"t{number}"
        if len(preceding) > 1:
            into = f"some_to{number}" if decide else f"join_to{number}"
            flows.append(f"{into} > t{number}")
        for each in sorted(preceding):
            guard = ""
            if out[each].startswith(("some_t", "some_start", "choice")):
                first = number == after[each][0]
                guard = " [else]" if first else f" [1 < {CONDITIONS[number % len(CONDITIONS)]}]"
            way = f"{out[each]}{guard} > {into}"
            if out[each].startswith("first"):
                timer = f"wait{each}_{number}"
                kinds[timer], inner[timer] = "intermediateCatchEvent", _timer("PT1H")
                way = f"{out[each]} > {timer} > {into}"
            flows.append(way)
    return diagram("\n".join(draw_from(st.permutations(flows))), kinds, inner)
