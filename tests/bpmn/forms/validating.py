"""Validating forms in tests: on one day, and what was found as fields and codes."""

from collections.abc import Callable
from datetime import date
from typing import Any

from bpmn.forms.feel import Environment
from bpmn.forms.form import Form
from bpmn.forms.validate import Validation, validate

TODAY = date(2026, 3, 2)
ENVIRONMENT = Environment(TODAY)
Make = Callable[..., Form]
FILE = {"name": "propuesta.pdf", "sha256": "0" * 64, "size": 10}


def check(form: Form, submitted: Any, data: dict[str, object] | None = None) -> Validation:
    return validate(form, submitted, data or {}, environment=ENVIRONMENT)


def codes(validation: Validation) -> list[tuple[str, str]]:
    return [(error.field, error.code) for error in validation.errors]
