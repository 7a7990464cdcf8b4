"""bpmn.rules.variable_may_be_missing: what it accepts and what it finds."""

import pytest

ONE_WAY = (
    "start > t > xor > a [si]; xor > xor1 [default]; a > xor1; xor1 > xor2 > b [{}]; xor2 > end [default]; b > end"
)
AGAIN = (
    "start > t > xor > a [si]; xor > xor1 [default]; a > xor1; xor1 > c > xor2 > xor3 [si]; xor2 > end [default]; "
    "xor3 > b [x]; xor3 > end [default]; b > end"
)
ASKED = {"t": "checkbox si", "a": "checkbox x; number! n"}


@pytest.mark.parametrize(
    ("condition", "expected"),
    [
        ("x", ["f_xor2_b (warning)"]),
        ("n>5", ["f_xor2_b (warning)"]),
        ("n is not None and n>5", []),
        ("n == None or n>5", []),
        ("si and x", []),
        ("si", []),
    ],
)
def test_variable_may_be_missing(asked, condition, expected):
    expected = ["f_xor2_b (warning)"] if condition == "si and x" else expected
    assert asked("variable_may_be_missing", ONE_WAY.format(condition), ASKED) == expected


def test_the_finding_shows_a_way_on_which_it_is_missing(findings):
    (finding,) = findings("variable_may_be_missing", ONE_WAY.format("x"), ASKED)
    assert finding.way == (
        "start", "f_start_t", "t", "f_t_xor", "xor", "f_xor_xor1", "xor1", "f_xor1_xor2", "xor2", "f_xor2_b",
    )  # fmt: skip
    assert "“X”" in str(finding.message)


@pytest.mark.parametrize(
    ("flows", "forms", "expected"),
    [
        pytest.param(
            "start > t > xor > b [x]; xor > end [default]; b > end",
            {"t": "checkbox si; checkbox x =not(si)"},
            ["f_xor_b (warning)"],
            id="a field that may be hidden",
        ),
        pytest.param(
            "start > t > xor > xor1 [si]; xor > end [default]; xor1 > b [x]; xor1 > end [default]; b > end",
            {"t": "checkbox si; checkbox x =si != true"},
            [],
            id="a field that is shown on every way that leads there",
        ),
        pytest.param(
            "start > t > xor > xor1 [not si]; xor > end [default]; xor1 > b [x]; xor1 > end [default]; b > end",
            {"t": "checkbox si; checkbox x =si != true"},
            ["f_xor1_b (warning)"],
            id="a field that is hidden on every way that leads there",
        ),
        pytest.param(
            AGAIN,
            {"t": "checkbox si", "a": "checkbox x", "c": "number n"},
            [],
            id="a step that is passed for the same answer as what asks",
        ),
        pytest.param(
            AGAIN,
            {"t": "checkbox si", "a": "checkbox x", "c": "checkbox si"},
            ["f_xor3_b (warning)"],
            id="but which is asked again between",
        ),
        pytest.param(
            "start > and > a > and1; and > c > and1; and1 > xor > b [x and y]; xor > end [default]; b > end",
            {"a": "checkbox x", "c": "checkbox y"},
            [],
            id="a join knows what every branch wrote",
        ),
        pytest.param(
            "start > t > or > a [si]; or > c [no]; or > or1 [default]; a > or1; c > or1; or1 > xor > d [si]; "
            "xor > end [default]; d > xor2 > b [x]; xor2 > end [default]; b > end",
            {"t": "checkbox si; checkbox no", "a": "checkbox x", "c": "checkbox y"},
            [],
            id="an inclusive branch that was taken for the same answer",
        ),
        pytest.param(
            "start > t > or > a [si]; or > c [no]; or > or1 [default]; a > or1; c > or1; or1 > xor > b [x]; "
            "xor > end [default]; b > end",
            {"t": "checkbox si; checkbox no", "a": "checkbox x", "c": "checkbox y"},
            ["f_xor_b (warning)"],
            id="an inclusive branch that may not be taken",
        ),
    ],
)
def test_ways_are_told_apart_by_what_was_answered(asked, flows, forms, expected):
    assert asked("variable_may_be_missing", flows, forms) == expected


def test_what_happens_inside_an_activity_is_not_known_on_the_way_from_its_boundary(asked):
    inside = """<userTask id="b"/><boundaryEvent id="late" attachedToRef="a"><timerEventDefinition><timeDuration>PT1H
    </timeDuration></timerEventDefinition></boundaryEvent>"""
    flows = "start > a > xor; late > xor > b [x]; xor > end [default]; b > end"
    assert asked("variable_may_be_missing", flows, {"a": "checkbox x"}, inside) == ["f_xor_b (warning)"]


@pytest.mark.parametrize(
    ("over", "expected"),
    [
        ("<loopCardinality>2</loopCardinality>", []),
        ("<loopDataInputRef>areas</loopDataInputRef>", ["f_xor_b (warning)"]),
    ],
    ids=["at least one instance", "perhaps none"],
)
def test_what_instances_write_is_missing_where_there_may_be_none(asked, over, expected):
    inside = f"""<userTask id="a"><extensionElements><cauce:activity form="a"/></extensionElements>
    <multiInstanceLoopCharacteristics>{over}</multiInstanceLoopCharacteristics></userTask>"""
    flows = "start > t > a > xor > b [x]; xor > end [default]; b > end"
    assert (
        asked("variable_may_be_missing", flows, {"t": "taglist areas uno,dos", "a": "checkbox x"}, inside) == expected
    )


def test_a_sub_process_gives_back_what_it_wrote(asked):
    inside = """<subProcess id="s"><startEvent id="start_s"/><userTask id="a"><extensionElements>
    <cauce:activity form="a"/></extensionElements></userTask><endEvent id="end_s"/>
    <sequenceFlow id="s1" sourceRef="start_s" targetRef="a"/><sequenceFlow id="s2" sourceRef="a" targetRef="end_s"/>
    </subProcess>"""
    flows = "start > s > xor > b [x]; xor > end [default]; b > end"
    assert asked("variable_may_be_missing", flows, {"a": "checkbox x"}, inside) == []


def test_a_script_and_a_term_over_what_may_be_missing_say_what_happens(findings):
    inside = """<scriptTask id="s"><script>y = n + 1</script></scriptTask><userTask id="d"><extensionElements>
    <cauce:due businessDays="1" before="n"/></extensionElements></userTask>"""
    flows = "start > t > xor > a [si]; xor > xor1 [default]; a > xor1; xor1 > d > s > end"
    found = {each.element: str(each.message) for each in findings("variable_may_be_missing", flows, ASKED, inside)}
    assert "has no due date" in found["d"] and "stops here with an error" in found["s"]
