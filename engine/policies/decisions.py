"""What judging a check gives: how an instance stands, which events show it, and what is missing. Pure."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from enum import StrEnum
from typing import NamedTuple

from engine import canonical_json
from engine.policies.models import PolicyState


class Lack(StrEnum):
    """Why something cannot be decided."""

    STEP = "step"
    """A step was not done yet."""
    ANSWER = "answer"
    """A field was not answered yet."""
    NOT_ASKED = "not_asked"
    """Nobody was asked: the forms of then did not have the field, or hid it."""
    NO_DATE = "no_date"
    """What was answered is no date."""
    NO_TERM = "no_term"
    """A step had no term."""
    LETTER = "letter"
    """No server has said yet that it took an e-mail."""
    NO_LETTER = "no_letter"
    """Nothing is known of an e-mail."""
    CRM = "crm"
    """Neither did the CRM say that it has it, nor anybody that it does."""
    DISPOSED = "disposed"
    """The answers were disposed of."""


class Need(NamedTuple):
    """What is missing: `of` is the id of the step, or the name of the variable, that it is about; "" for neither."""

    lack: Lack
    of: str = ""


@dataclass(frozen=True, slots=True)
class Decision:
    """How an instance stands with a check, or with a block of one. `events` are the numbers of those that show it, in
    order; `needs` is what is missing, where it cannot be decided."""

    state: PolicyState
    events: tuple[int, ...] = ()
    needs: tuple[Need, ...] = ()

    def seqs_text(self) -> str:
        """The events as they are stored."""
        return canonical_json.dumps(list(self.events))

    def needs_text(self) -> str:
        """The needs as they are stored."""
        return canonical_json.dumps([list(need) for need in self.needs])

    @classmethod
    def stored(cls, state: str, seqs: str, needs: str) -> "Decision":
        """A decision as it was stored."""
        found, lacking = canonical_json.loads(seqs), canonical_json.loads(needs)
        assert isinstance(found, list) and isinstance(lacking, list)
        events = tuple(each for each in found if isinstance(each, int))
        said = (each for each in lacking if isinstance(each, list) and len(each) == 2)
        return cls(PolicyState(state), events, tuple(Need(Lack(str(what)), str(of)) for what, of in said))


def compliant(*events: int) -> Decision:
    """Kept, as these events show."""
    return Decision(PolicyState.COMPLIANT, events)


def breached(*events: int) -> Decision:
    """Not kept, as these events show."""
    return Decision(PolicyState.BREACHED, events)


def lacking(lack: Lack, of: str = "", *events: int) -> Decision:
    """Not decidable, for want of something."""
    return Decision(PolicyState.NOT_DECIDABLE, events, (Need(lack, of),))


NOT_APPLICABLE = Decision(PolicyState.NOT_APPLICABLE)
_GRAVITY: Mapping[PolicyState, int] = {
    PolicyState.BREACHED: 3,
    PolicyState.NOT_DECIDABLE: 2,
    PolicyState.COMPLIANT: 1,
    PolicyState.NOT_APPLICABLE: 0,
}


def all_of(decisions: Iterable[Decision]) -> Decision:
    """What several decisions are together: the gravest, with what shows it. Nothing asked is nothing that applies."""
    found = list(decisions)
    state = max((each.state for each in found), key=_GRAVITY.__getitem__, default=PolicyState.NOT_APPLICABLE)
    alike = [each for each in found if each.state is state]
    events = tuple(sorted({seq for each in alike for seq in each.events if seq}))
    return Decision(state, events, tuple(dict.fromkeys(need for each in alike for need in each.needs)))
