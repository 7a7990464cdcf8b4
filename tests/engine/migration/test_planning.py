"""The verdict on moving an instance: by itself, by a decision, or not at all."""

import json
from collections.abc import Collection, Mapping

import pytest

from bpmn.forms.form import Form
from bpmn.forms.schema.reader import read_form
from engine.execution.compiler import compile_process
from engine.migration.planning import Plan, Reason, Verdict, plan
from tests.engine.execution.diagrams import diagram
from tests.engine.execution.test_runner import Run, run

CAUCE = 'xmlns:cauce="urn:cauce:bpmn:1"'


def asks(form: str) -> str:
    return f'<bpmn:extensionElements><cauce:activity {CAUCE} form="{form}"/></bpmn:extensionElements>'


def form(*keys: str, required: bool = True, **of_all: object) -> Form:
    """A form of numbers."""
    components = [
        {"type": "number", "id": f"c_{key}", "key": key, "label": key, "validate": {"required": required}, **of_all}
        for key in keys
    ]
    return read({"type": "default", "id": "f", "components": components})


def read(schema: Mapping[str, object]) -> Form:
    found = read_form(json.dumps(schema).encode()).form
    assert found is not None
    return found


def planned(
    it: Run,
    source: bytes,
    *,
    old_forms: Mapping[str, Form] | None = None,
    forms: Mapping[str, Form] | None = None,
    mapping: Mapping[str, str] | None = None,
    waived: Collection[str] = (),
) -> Plan:
    new = compile_process("p", [source])
    asked = {"old_forms": {"p": old_forms or {}}, "forms": {"p": forms or {}}}
    return plan(it.executable, it.step.snapshot, new, **asked, mapping=mapping, waived=waived)  # type: ignore[arg-type]


def told(found: Plan) -> tuple[str, list[tuple[str, str]]]:
    return str(found.verdict), [(str(each.reason), each.element) for each in found.why]


DECIDES = "start > a > new > b > choice [monto > 100] > c > end\nchoice [else] > end2"
OLD = "start > a > b > choice [x > 100] > c > end\nchoice [else] > end2"


def test_what_changes_nothing_for_its_tokens_moves_by_itself() -> None:
    it = run(diagram(OLD)).do("a#1")
    found = planned(it, diagram(OLD, {"b": 'userTask name="Otro nombre"'}))
    assert (told(found), found.moved is not None and found.moved.step.snapshot) == (
        (Verdict.MOVES, []),
        it.step.snapshot,
    )


def test_a_step_that_is_gone_is_a_decision_which_a_mapping_takes() -> None:
    it = run(diagram("start > a > b > end"))
    assert told(planned(it, diagram("start > b > end"))) == (Verdict.DECISION, [(Reason.STEP_GONE, "a")])
    assert told(planned(it, diagram("start > b > end"), mapping={"a": "b"})) == (Verdict.MOVES, [])


def test_a_required_answer_behind_the_token_that_is_read_ahead_of_it_is_a_decision() -> None:
    it, new = run(diagram(OLD)).do("a#1"), diagram(DECIDES, inner={"new": asks("monto")})
    forms = {"monto": form("monto")}
    assert told(planned(it, new, forms=forms)) == (Verdict.DECISION, [(Reason.ANSWER_MISSING, "new")])
    waived = planned(it, new, forms=forms, waived=["new", "another"])
    assert (told(waived), waived.waived) == ((Verdict.MOVES, []), ("new",))
    assert told(planned(it, new, forms=forms, mapping={"b": "new"})) == (Verdict.MOVES, [])


def test_an_answer_that_is_not_required_or_that_is_known_or_that_nothing_reads_holds_nobody_back() -> None:
    it, new = run(diagram(OLD)).do("a#1"), diagram(DECIDES, inner={"new": asks("monto")})
    assert told(planned(it, new, forms={"monto": form("monto", required=False)})) == (Verdict.MOVES, [])
    assert told(planned(it, new, forms={"monto": form("other")})) == (Verdict.MOVES, [])
    it = run(diagram(OLD), monto=7).do("a#1")
    assert told(planned(it, new, forms={"monto": form("monto")})) == (Verdict.MOVES, [])


def test_a_required_answer_on_only_one_of_the_ways_or_ahead_holds_nobody_back() -> None:
    it, forms = run(diagram(OLD)).do("a#1"), {"monto": form("monto")}
    around = (
        "start > a > choice0 [a > 1] > new > b\nchoice0 [else] > b > choice [monto > 100] > end\nchoice [else] > end2"
    )
    assert told(planned(it, diagram(around, inner={"new": asks("monto")}), forms=forms)) == (Verdict.MOVES, [])
    ahead = "start > a > b > new > choice [monto > 100] > end\nchoice [else] > end2"
    assert told(planned(it, diagram(ahead, inner={"new": asks("monto")}), forms=forms)) == (Verdict.MOVES, [])


def test_a_value_that_a_script_behind_the_token_would_have_worked_out_is_a_decision() -> None:
    it = run(diagram(OLD)).do("a#1")
    new = diagram(DECIDES, {"new": "scriptTask"}, {"new": "<bpmn:script>monto = 1</bpmn:script>"})
    assert told(planned(it, new)) == (Verdict.DECISION, [(Reason.ANSWER_MISSING, "new")])


PLAIN = "start > a > new > b > c > end"


@pytest.mark.parametrize(
    "shown",
    [
        {"type": "number", "id": "s", "key": "monto", "label": "Monto", "readonly": True},
        {"type": "expression", "id": "s", "key": "total", "label": "Total", "expression": "=monto * 2"},
        {"type": "number", "id": "s", "key": "otro", "label": "Otro", "conditional": {"hide": "=monto > 3"}},
    ],
    ids=["a field that is only shown", "an expression", "what hides a field"],
)
def test_what_a_form_further_on_shows_or_works_out_from_is_needed(shown: Mapping[str, object]) -> None:
    it = run(diagram(OLD)).do("a#1")
    new = diagram(PLAIN, inner={"new": asks("monto"), "c": asks("shows")})
    forms = {"monto": form("monto"), "shows": read({"type": "default", "id": "f", "components": [shown]})}
    assert told(planned(it, new, forms=forms)) == (Verdict.DECISION, [(Reason.ANSWER_MISSING, "new")])


def test_what_an_invitation_further_on_reads_is_needed() -> None:
    it, forms = run(diagram(OLD)).do("a#1"), {"monto": form("monto")}
    for said in ('email="monto">', 'email="correo" until="monto">', 'email="correo">Por {monto}'):
        invitation = f"<cauce:invitation {CAUCE} {said}</cauce:invitation>"
        lane = (
            f'<bpmn:laneSet id="lanes"><bpmn:lane id="client"><bpmn:extensionElements>{invitation}'
            "</bpmn:extensionElements><bpmn:flowNodeRef>c</bpmn:flowNodeRef></bpmn:lane></bpmn:laneSet>"
        )
        new = diagram(PLAIN, inner={"new": asks("monto")}).replace(
            b'isExecutable="true">', f'isExecutable="true">{lane}'.encode(), 1
        )
        assert told(planned(it, new, forms=forms)) == (Verdict.DECISION, [(Reason.ANSWER_MISSING, "new")]), said


def test_what_is_asked_again_before_it_is_needed_holds_nobody_back() -> None:
    it, forms = run(diagram(OLD)).do("a#1"), {"monto": form("monto")}
    new = diagram(DECIDES, inner={"new": asks("monto"), "b": asks("monto")})
    assert told(planned(it, new, forms=forms)) == (Verdict.MOVES, [])
    optional = {"monto": form("monto"), "again": form("monto", required=False)}
    new = diagram(DECIDES, inner={"new": asks("monto"), "b": asks("again")})
    assert told(planned(it, new, forms=optional)) == (Verdict.DECISION, [(Reason.ANSWER_MISSING, "new")])


def test_a_required_answer_that_a_step_behind_asks_only_now_is_a_decision_where_it_is_needed() -> None:
    old = diagram(OLD, inner={"a": asks("asked")})
    it = run(old).do("a#1", x=1)
    new = diagram(OLD.replace("x > 100", "monto > 100"), inner={"a": asks("asked")})
    before, now = {"asked": form("x")}, {"asked": form("x", "monto")}
    added = planned(it, new, old_forms=before, forms=now)
    assert told(added) == (Verdict.DECISION, [(Reason.ANSWER_ADDED, "a")])
    assert told(planned(it, new, old_forms=before, forms=now, waived=["a"])) == (Verdict.MOVES, [])
    assert told(planned(it, new, old_forms=before, forms=now, mapping={"b": "a"})) == (Verdict.MOVES, [])
    assert told(planned(it, old, old_forms=before, forms=now)) == (Verdict.MOVES, [])  # nothing reads it
    optional = {"asked": form("x", "monto", required=False)}
    assert told(planned(it, new, old_forms=before, forms=optional)) == (Verdict.MOVES, [])
    assert told(planned(it, new, old_forms=now, forms=now)) == (Verdict.MOVES, [])  # it was hidden then


def test_an_answer_behind_a_token_that_waits_for_another_is_missing_as_well() -> None:
    it = run(diagram("start > fork > a > join > b > end\nfork > c > join")).do("a#1")
    new = diagram(
        "start > fork > a > new > join > b > choice [monto > 100] > end\nfork > c > join\nchoice [else] > end2",
        inner={"new": asks("monto")},
    )
    assert told(planned(it, new, forms={"monto": form("monto")})) == (
        Verdict.DECISION,
        [(Reason.ANSWER_MISSING, "new")],
    )


def test_a_new_version_that_waits_for_a_branch_that_never_began_is_impossible() -> None:
    it = run(diagram("start > a > b > end")).do("a#1")
    new = diagram("start > fork > a > join\nfork > c > join > b > end")
    assert told(planned(it, new)) == (Verdict.MOVES, [])  # its token is behind where they meet
    it = run(diagram("start > a > b > end"))
    assert told(planned(it, new)) == (Verdict.IMPOSSIBLE, [(Reason.CANNOT_FINISH, "join")])


def test_a_new_version_that_fails_on_arrival_is_impossible() -> None:
    it = run(diagram("start > a > b > end"), zero=0)
    new = diagram("start > choice [1 / zero < 1] > b > end\nchoice [else] > end2")
    found = planned(it, new, mapping={"a": "choice"})
    assert told(found) == (Verdict.IMPOSSIBLE, [(Reason.CANNOT_GO_ON, "choice")])
    assert found.why[0].message is not None


def test_what_is_left_waiting_where_nobody_would_have_anything_to_do_is_told_by_where_it_waits() -> None:
    it = run(diagram("start > fork > a > join > c > end\nfork > b > join")).do("a#1")
    new = diagram("start > fork > a > join > c > end\nfork > d > join")
    assert told(planned(it, new, mapping={"b": ""})) == (Verdict.IMPOSSIBLE, [(Reason.CANNOT_GO_ON, "join")])
