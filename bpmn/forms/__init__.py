"""Forms of user tasks: bpmn.io's form-js schema, read, evaluated and validated on the server.

``schema`` reads a form, ``kinds`` holds one module for each kind of component, ``feel`` the expressions; `evaluate`
says which fields are shown and may be written, `validate` what may be stored, `sample` makes values that are accepted.
"""

from bpmn.forms.evaluate import FormState, evaluate
from bpmn.forms.feel import Environment
from bpmn.forms.form import Form
from bpmn.forms.kinds import Field
from bpmn.forms.sample import sample
from bpmn.forms.schema.reader import FormReading, read_form
from bpmn.forms.validate import FieldError, Validation, validate

__all__ = [
    "Environment",
    "Field",
    "FieldError",
    "Form",
    "FormReading",
    "FormState",
    "Validation",
    "evaluate",
    "read_form",
    "sample",
    "validate",
]
