"""The blocks of which the checks of policies are made, and what each needs. Pure data.

They are few and closed on purpose: whoever owns a procedure chooses them on a page, a sentence says each, and what a
history shows of each is decided in one place (`engine.policies.judging`).
"""

from collections.abc import Mapping
from dataclasses import dataclass

DONE, BEFORE, AFTER, IN_TIME = "done", "before", "after", "inTime"
BY_ROLE, DIFFERENT_PEOPLE, DELIVERED, VALUE = "byRole", "differentPeople", "delivered", "value"
COMPLETED, ENABLED = "completed", "enabled"
MOMENTS = (COMPLETED, ENABLED)
"""The moments of a step: when it was done, and when it reached those who do it."""
EMAIL, CRM = "email", "crm"
WAYS = (EMAIL, CRM)
"""How something leaves the house: by the e-mails of a step, or to the CRM, which knows of it or is said to."""
FILLED, EMPTY, EQUAL, DIFFERENT, ONE_OF, AT_LEAST, AT_MOST = (
    "filled", "empty", "equal", "different", "oneOf", "atLeast", "atMost",
)  # fmt: skip
TESTS = (FILLED, EMPTY, EQUAL, DIFFERENT, ONE_OF, AT_LEAST, AT_MOST)
COMPARING = frozenset(TESTS) - {FILLED, EMPTY}
"""The tests that need a value; `ONE_OF` and `DIFFERENT` take several, parted by `SEPARATOR`."""
SEPARATOR = "|"


@dataclass(frozen=True, slots=True)
class Block:
    """What a block needs, and may have besides, by the fields of `bpmn.model.Requirement`: of each tuple in `needs` one
    at the least."""

    needs: tuple[tuple[str, ...], ...]
    may: tuple[str, ...] = ()

    @property
    def takes(self) -> frozenset[str]:
        """Every field that it has a use for."""
        return frozenset(self.may).union(*self.needs)


_WHICH = ("steps", "field")
_FROM = ("of", "date")
BLOCKS: Mapping[str, Block] = {
    DONE: Block((("steps",),)),
    BEFORE: Block((_WHICH, _FROM), ("moment", "of_moment", "days")),
    AFTER: Block((_WHICH, _FROM), ("moment", "of_moment", "days")),
    IN_TIME: Block((("steps",),)),
    BY_ROLE: Block((("steps",), ("roles",))),
    DIFFERENT_PEOPLE: Block((("steps",),), ("others",)),
    DELIVERED: Block((("steps",), ("by",)), ("of", "of_moment", "days", "to")),
    VALUE: Block((("field",), ("test",)), ("steps", "value")),
}
"""Every block by its name in the file."""
