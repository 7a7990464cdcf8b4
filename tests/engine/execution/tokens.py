"""The tokens of the reference game: where they stand, and what they know."""

from collections.abc import Sequence
from dataclasses import dataclass, field

from bpmn.model import FlowNode

Known = dict[str, tuple[int, object]]
"""What a token knows: for each variable when it was written, and the value."""


@dataclass(eq=False)
class Token:
    """A token at a node. `flow` is the flow it came by; `index` tells instances apart; `inside` what it started."""

    scope: "Scope"
    node: FlowNode
    known: Known
    flow: str | None = None
    index: int | None = None
    parent: "Token | None" = None
    inside: "Scope | None" = None
    instances: list["Token"] = field(default_factory=list)
    timers: list["Token"] = field(default_factory=list)
    activity: "Token | None" = None
    repetition: int = 1
    remaining: list[tuple[int, object]] = field(default_factory=list)
    rounds: int = 0

    @property
    def data(self) -> dict[str, object]:
        return {name: value for name, (_, value) in self.known.items()}

    @property
    def path(self) -> str:
        above = "" if self.scope.starter is None else self.scope.starter.path + "/"
        return f"{above}{self.node.id}" + ("" if self.index is None else f".{self.index}")


@dataclass(eq=False)
class Scope:
    """A process or sub-process under way."""

    container: str
    starter: Token | None
    tokens: list[Token] = field(default_factory=list)
    ended: list[Known] = field(default_factory=list)
    terminated: bool = False
    result: Known | None = None

    @property
    def path(self) -> list[str]:
        return [] if self.starter is None else [*self.starter.scope.path, self.starter.node.id]


def united(parts: Sequence[Known]) -> Known:
    result: Known = {}
    for known in parts:
        for name, (moment, value) in known.items():
            if name not in result or moment > result[name][0]:
                result[name] = (moment, value)
    return result
