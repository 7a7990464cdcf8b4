"""What can be offered: a change to a diagram, in a sentence, and what it asks where it asks something."""

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, field
from enum import StrEnum
from typing import TYPE_CHECKING, Protocol

from bpmn.messages import Message

if TYPE_CHECKING:
    from bpmn.repair.file import File


class Written(StrEnum):
    """What may be written as an answer besides what can be chosen."""

    NOTHING = "nothing"
    ROLE = "role"
    NUMBER = "number"


@dataclass(frozen=True, slots=True)
class Choice:
    """One of the answers to a question; `label` is what people read."""

    value: str
    label: Message | str


@dataclass(frozen=True, slots=True)
class Question:
    """The one thing that a repair has to know: what may be chosen, or written; `suggested` is the most likely."""

    text: Message
    choices: tuple[Choice, ...] = ()
    written: Written = Written.NOTHING
    suggested: str = ""

    def takes(self, answer: str) -> bool:
        """Whether something is an answer to it."""
        if any(answer == each.value for each in self.choices):
            return True
        if self.written is Written.NUMBER:
            return answer.isascii() and answer.isdecimal() and 1 <= len(answer) <= 3 and int(answer) > 0
        return self.written is Written.ROLE and bool(answer.strip())


@dataclass(frozen=True, slots=True)
class Offer:
    """A change that can be made. `key` says which, the same each time that the same file is looked at; `repair` names
    its module. `sentence` says what it does. `elements` are the ids of what it is about, and `codes` the findings that
    go with it. One with a `question` is made with an answer."""

    key: str
    repair: str
    sentence: Message
    elements: tuple[str, ...] = ()
    codes: frozenset[str] = frozenset()
    question: Question | None = None


@dataclass(frozen=True, slots=True)
class Given:
    """What is there besides the file, to choose from: the names of `roles` and the titles of `procedures`, by id.

    `words` makes words of the names that a repair gives to what it puts in, in the language of the procedure."""

    roles: Mapping[str, str] = field(default_factory=dict)
    procedures: Mapping[str, str] = field(default_factory=dict)
    words: Callable[[Message], str] = str


class RepairKind(Protocol):
    """What a module of `bpmn.repair.kinds` offers."""

    CODES: frozenset[str]

    def offers(self, file: "File", /) -> Iterator[Offer]:
        """What it would change of a file as it stands now."""

    def make(self, file: "File", offer: Offer, answer: str, /) -> None:
        """Change it."""
