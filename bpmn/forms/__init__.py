"""Forms of user tasks: bpmn.io's form-js schema, read, checked and validated on the server.

The page shows a form with form-js; the server trusts none of what it sends. From the same schema it finds which fields
are shown, which may be written and what they may hold, in form-js's own sense, so that the two agree.
"""

from bpmn.forms.components import Field, Form
from bpmn.forms.sample import sample
from bpmn.forms.schema import FormReading, read_form
from bpmn.forms.validation import FieldError, Validation, validate

__all__ = ["Field", "FieldError", "Form", "FormReading", "Validation", "read_form", "sample", "validate"]
