"""bpmn.rules.document_control: what it accepts and what it finds."""

import pytest

from tests.bpmn.rules.snippets import document


@pytest.mark.parametrize(
    ("flows", "inside", "expected"),
    [
        pytest.param(
            "start > a > end",
            document(
                'folioPrefix="GC"',
                '<cauce:change version="1" date="2019-02-08"/><cauce:policy elements="a f_a_end">Texto</cauce:policy>',
            ),
            [],
            id="a header",
        ),
        pytest.param(
            "start > a > end", document('folioPrefix="gc-1"', ""), ["p"], id="a prefix that no folio can have"
        ),
        pytest.param(
            "start > a > end",
            document("", '<cauce:change version="1" date="08/02/2019"/>'),
            ["p"],
            id="a date as people write it",
        ),
        pytest.param(
            "start > a > end",
            document("", '<cauce:change version="1" date="2019-02-30"/>'),
            ["p"],
            id="a day that does not exist",
        ),
        pytest.param(
            "start > a > end",
            document("", '<cauce:policy elements="a gone">Texto</cauce:policy>'),
            ["p (warning)"],
            id="a policy of something that is gone",
        ),
    ],
)
def test_document_control(found, flows, inside, expected):
    assert found("document_control", flows, inside) == expected


def test_a_long_policy_is_seen_to_be_cut(findings):
    policy = '<cauce:policy elements="gone">' + "Se envía a todas las áreas. " * 9 + "</cauce:policy>"
    (finding,) = findings("document_control", "start > a > end", {}, document("", policy))
    assert "Se envía a todas las áreas." in str(finding.message) and "…”" in str(finding.message)
