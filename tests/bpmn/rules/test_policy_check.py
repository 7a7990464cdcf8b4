"""bpmn.rules.policy_check: what it accepts and what it finds."""

import pytest

from tests.bpmn.rules.snippets import document

POLICY = '<cauce:policy checks="{keys}">Texto</cauce:policy>'
DONE = '<cauce:requires what="done" steps="a"/>'
CHECK = '<cauce:check key="{key}" name="Uno">{asked}</cauce:check>'


def checked(*requires: str, key: str = "uno", keys: str = "uno") -> str:
    asked = "".join(each if each.startswith("<") else f"<cauce:requires {each}/>" for each in requires)
    return document("", POLICY.format(keys=keys) + CHECK.format(key=key, asked=asked))


@pytest.mark.parametrize(
    "asked",
    [
        'what="done" steps="a"',
        'what="before" steps="a" moment="enabled" of="b" days="1"',
        'what="inTime" steps="a b"',
        'what="byRole" steps="a" roles="boss"',
        'what="differentPeople" steps="a b"',
        'what="delivered" steps="a" by="email"',
        '<cauce:requires what="done" steps="a"><cauce:when step="b"/></cauce:requires>',
    ],
)
def test_a_check_that_has_what_it_needs(found, asked):
    roles = '<resource id="boss" name="Jefa"/>'
    assert found("policy_check", "start > a > b > end", checked(asked), beside=roles) == []


@pytest.mark.parametrize(
    "inside",
    [
        pytest.param(checked('what="done"'), id="no step"),
        pytest.param(checked('what="before" steps="a"'), id="nothing to count from"),
        pytest.param(checked('what="byRole" steps="a"'), id="no role"),
        pytest.param(checked('what="byRole" steps="a" roles="nobody"'), id="a role that is not there"),
        pytest.param(checked('what="done" steps="gone"'), id="a step that is not there"),
        pytest.param(checked('what="before" steps="a" of="gone"'), id="a step that is not there to count from"),
        pytest.param(checked('what="delivered" steps="a"'), id="no way to deliver"),
        pytest.param(checked('what="value" field="x" is="equal"'), id="nothing to compare with"),
        pytest.param(
            checked('<cauce:requires what="done" steps="a"><cauce:when field="x"/></cauce:requires>'),
            id="half a condition",
        ),
        pytest.param(checked('what="done" steps="a"', key="Uno Dos", keys="Uno"), id="a key with a space"),
        pytest.param(checked(), id="nothing asked"),
        pytest.param(checked('what="before" steps="a" of="b" days="un"'), id="days in words"),
        pytest.param(checked('what="done" steps="a"', keys=""), id="of no policy"),
        pytest.param(checked('what="done" steps="a"', keys="uno dos"), id="a check that is not there"),
        pytest.param(
            document("", POLICY.format(keys="uno") + 2 * CHECK.format(key="uno", asked=DONE)),
            id="one key twice",
        ),
    ],
)
def test_a_check_that_would_never_say_anything(found, inside):
    assert found("policy_check", "start > a > b > end", inside)


def test_a_field_that_no_form_asks_for(findings):
    asked = {"a": "textfield x"}
    assert findings("policy_check", "start > a > end", asked, checked('what="value" field="x" is="filled"')) == []
    (gone,) = findings("policy_check", "start > a > end", asked, checked('what="value" field="y" is="filled"'))
    assert "“y” in the file" in str(gone.message)
