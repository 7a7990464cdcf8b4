"""bpmn.rules.contradicting_people: what it accepts and what it finds."""

import pytest

LANES = """<laneSet id="ls">
<lane id="comercial" name="Comercial"><extensionElements><cauce:staffing role="comercial"/>
<cauce:staffing role="director_comercial"/></extensionElements><flowNodeRef>a</flowNodeRef></lane>
<lane id="cumplimiento" name="Cumplimiento"><flowNodeRef>b</flowNodeRef></lane></laneSet>"""
W = ["a (warning)"]
RESOURCES = '<resource id="director_comercial" name="Director Comercial"/><resource id="r17" name="Dirección General"/>'


def step(responsible: str = "", owners: str = "", kind: str = "userTask") -> str:
    said = (
        f'<extensionElements><cauce:activity responsible="{responsible}"/></extensionElements>' if responsible else ""
    )
    return f'<{kind} id="a">{said}{owners}</{kind}>{LANES}'


def by(*roles: str) -> str:
    return "".join(f"<potentialOwner><resourceRef>{role}</resourceRef></potentialOwner>" for role in roles)


def given(expression: str) -> str:
    return f"""<potentialOwner><resourceAssignmentExpression><formalExpression>{expression}</formalExpression>
</resourceAssignmentExpression></potentialOwner>"""


@pytest.mark.parametrize(
    ("inside", "expected"),
    [
        pytest.param(step(), [], id="nothing is said of it"),
        pytest.param(step("Comercial"), [], id="the lane by its name"),
        pytest.param(step("Director Comercial"), [], id="one of the lane's roles"),
        pytest.param(step("El área Comercial"), [], id="the lane in more words"),
        pytest.param(step("Cumplimiento y Mejora Continua"), W, id="another lane in more words"),
        pytest.param(step("Dirección General"), W, id="a role that is not the lane's"),
        pytest.param(step("Comercial / Dirección General"), W, id="one of two is a stranger"),
        pytest.param(step("Director Comercial", by("director_comercial")), [], id="all three agree"),
        pytest.param(step("Comercial", by("director_comercial")), [], id="the lane's name for one of its roles"),
        pytest.param(step("Director Comercial", by("comercial")), W, id="a role by its name, and another does it"),
        pytest.param(step("Dirección General", by("r17")), [], id="who has no lane is drawn in another's"),
        pytest.param(step("Cumplimiento", by("cumplimiento")), W, id="who has a lane is drawn in another's"),
        pytest.param(step("", by("r17")), W, id="who does it is not of the lane"),
        pytest.param(step("Comercial", by("r17")), W * 2, id="the document says the lane, and another does it"),
        pytest.param(step("", given('["r17"]')), W, id="roles in an expression that reads nothing"),
        pytest.param(step("Comercial", given("area")), [], id="data decide who does it"),
        pytest.param(step("Comercial", given("area +")), [], id="an expression that cannot be read"),
        pytest.param(step("Alguien", by("x9")), [], id="nobody knows what the role is called"),
        pytest.param(step("Dirección General", kind="sendTask"), [], id="the engine does it"),
    ],
)
def test_contradicting_people(found, inside, expected):
    assert found("contradicting_people", "start > a > b > end", inside, RESOURCES) == expected
