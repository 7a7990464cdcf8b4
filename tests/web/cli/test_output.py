"""Findings as the terminal gives them."""

from typing import cast

from bpmn.findings import Finding, Repair, Severity
from bpmn.messages import lazy_gettext
from web.cli.context import Context
from web.cli.output import finding_as_json


class _Plain:
    locale = "en"

    def render(self, message: object) -> str:
        return str(message)


class _Context:
    gettext = _Plain()


CONTEXT = cast(Context, _Context())
TEXT = lazy_gettext("Everything is wrong.")


def test_a_finding_without_a_way_or_a_repair_does_not_speak_of_them() -> None:
    found = finding_as_json(CONTEXT, Finding("rule", Severity.ERROR, "a", 3, TEXT))
    assert found == {"code": "rule", "severity": "error", "element": "a", "line": 3, "message": "Everything is wrong."}


def test_a_way_is_a_list_of_ids_and_a_repair_one_change_with_its_label() -> None:
    repair = Repair("gateway", "join", "exclusiveGateway", lazy_gettext("Mend it"))
    found = finding_as_json(CONTEXT, Finding("rule", Severity.ERROR, "a", 3, TEXT, ("start", "f", "join"), repair))
    assert found["way"] == ["start", "f", "join"]
    assert found["repair"] == {
        "kind": "gateway",
        "element": "join",
        "value": "exclusiveGateway",
        "label": "Mend it",
    }
