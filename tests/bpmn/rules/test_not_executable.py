"""bpmn.rules.not_executable: what it accepts and what it finds."""

import pytest


@pytest.mark.parametrize(
    ("flows", "beside", "expected"),
    [
        pytest.param("start > a > end", "", [], id="marked"),
        pytest.param(
            "start > a > end",
            '<process id="q" isExecutable="false"><task id="b"/></process>',
            ["q (info)"],
            id="not marked",
        ),
        pytest.param("start > a > end", '<process id="q"/>', [], id="a process without steps"),
    ],
)
def test_not_executable(found, flows, beside, expected):
    assert found("not_executable", flows, beside=beside) == expected
