import json
from collections.abc import Callable
from typing import Any

import pytest

from bpmn.forms.form import Form
from bpmn.forms.schema.reader import read_form


@pytest.fixture(scope="session")
def form_of() -> Callable[..., Form]:
    """Makes a form of components written as form-js writes them; `label` and `id` may be left out."""

    def make(*components: dict[str, Any]) -> Form:
        schema = {"type": "default", "id": "prueba", "components": list(components)}
        reading = read_form(json.dumps(schema).encode())
        assert reading.form is not None, [str(finding.message) for finding in reading.findings]
        return reading.form

    return make
