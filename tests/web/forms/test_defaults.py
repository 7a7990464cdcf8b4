"""Answers that a form begins with, on a page without script, where a box that is not ticked sends nothing."""

import json
from dataclasses import replace

from bpmn.forms.schema.reader import read_form
from tests.web.forms.test_task_form import LETTERS, app, desk, drawn, sent

__all__ = ["app", "desk"]


def test_a_default_that_is_unticked_stays_unticked(app, desk):
    ticked = [
        {"type": "checkbox", "key": "avisar", "label": "Avisar", "defaultValue": True},
        {"type": "checklist", "key": "anexos", "label": "Anexos", "values": LETTERS, "defaultValue": ["a"]},
        {"type": "radio", "key": "via", "label": "Vía", "values": LETTERS, "defaultValue": "a"},
    ]
    reading = read_form(json.dumps({"type": "default", "id": "f", "components": ticked}).encode())
    desk = replace(desk, work=replace(desk.work, form=reading.form, data={}))
    page = drawn(app, desk.begun())
    given = {name: [] for name in ("avisar", "anexos", "via")}
    for name, value in page.form_values():
        given[name].append(value)
    assert desk.submitted(sent(given)).values == {"avisar": True, "anexos": ["a"], "via": "a"}
    for box in page.xpath("//input[@type='checkbox']"):
        box.checked = False
    given = {name: [] for name in given}
    for name, value in page.form_values():
        given[name].append(value)
    assert desk.submitted(sent(given)).values == {"avisar": False, "anexos": [], "via": "a"}
