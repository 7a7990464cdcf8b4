"""bpmn.rules.ad_hoc_sub_process: what it accepts and what it finds."""

import pytest


@pytest.mark.parametrize(
    ("flows", "inside", "expected"),
    [
        pytest.param("start > sub > end", '<subProcess id="sub"/>', [], id="an embedded sub-process"),
        pytest.param(
            "start > sub > end",
            '<adHocSubProcess id="sub"><task id="a"/></adHocSubProcess>',
            ["sub"],
            id="an ad-hoc one",
        ),
    ],
)
def test_ad_hoc_sub_process(found, flows, inside, expected):
    assert found("ad_hoc_sub_process", flows, inside) == expected
