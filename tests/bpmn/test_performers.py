"""Whose a step is, as its diagram says."""

import pytest

from bpmn.model import Activity, PotentialOwner
from bpmn.performers import named_roles


def owner(role: str | None = None, expression: str | None = None) -> PotentialOwner:
    return PotentialOwner(id="o", role=role, expression=expression)


@pytest.mark.parametrize(
    ("owners", "expected"),
    [
        ((), None),
        ((owner("a"), owner("b")), {"a", "b"}),
        ((owner(expression='["a", "b"]'), owner("c")), {"a", "b", "c"}),
        ((owner(expression='"a"'),), {"a"}),
        ((owner(expression="area"),), None),
        ((owner("a"), owner(expression="area")), None),
        ((owner(expression="area +"),), None),
        ((owner(expression="1 / 0"),), None),
        ((owner(expression="[1, 2]"),), None),
        ((owner(),), None),
    ],
)
def test_roles_are_named_by_themselves_or_in_what_reads_nothing(owners, expected):
    assert named_roles(Activity(id="a", kind="userTask", parent="p", potential_owners=owners)) == expected
