"""bpmn.rules.script: what it accepts and what it finds."""

import pytest

from tests.bpmn.rules.snippets import script_task, task

LONG = "x = 1\n" * 40_000


@pytest.mark.parametrize(
    ("flows", "inside", "expected"),
    [
        pytest.param(
            "start > a > end",
            script_task("""<script>total = 1
iva = total * 0.16</script>"""),
            [],
            id="assignments",
        ),
        pytest.param(
            "start > a > end",
            script_task("<script>total = 1</script>", 'scriptFormat="text/x-python"'),
            [],
            id="Python by its media type",
        ),
        pytest.param(
            "start > a > end",
            script_task("<script>total = 1</script>", 'scriptFormat="groovy"'),
            ["a"],
            id="another language",
        ),
        pytest.param("start > a > end", script_task(""), ["a"], id="no script"),
        pytest.param(
            "start > a > end", script_task("<script>a = 1</script><script>a = 2</script>"), ["a"], id="two scripts"
        ),
        pytest.param(
            "start > a > end",
            script_task('<script>a = 1</script><x:postscript xmlns:x="urn:x">a = 2</x:postscript>'),
            ["a"],
            id="a look-alike that would win",
        ),
        pytest.param(
            "start > a > end",
            script_task("<script>__import__('os').system('id')</script>"),
            ["a"],
            id="a call that reaches out",
        ),
        pytest.param(
            "start > a > end", task("<spiff:preScript>import os</spiff:preScript>"), ["a"], id="a script before a task"
        ),
        pytest.param(
            "start > a > end",
            task("<spiff:postScript>x = [y for y in z]</spiff:postScript>"),
            ["a"],
            id="a script after a task",
        ),
        pytest.param(
            "start > a > end",
            script_task("<script>x = 1</script>")
            + f"""<userTask id="b"><extensionElements>
<spiff:preScript>{LONG}</spiff:preScript></extensionElements></userTask>""",
            ["b"],
            id="more than anybody writes",
        ),
    ],
)
def test_script(found, flows, inside, expected):
    assert found("script", flows, inside) == expected
