"""Complex gateways (10.5.5): SpiffWorkflow has no such gateway."""

from collections.abc import Iterator

from bpmn.findings import Finding
from bpmn.messages import lazy_gettext
from bpmn.rules import Context
from bpmn.rules._refused import refuse_kind

CODE = "complex_gateway"
_MESSAGE = lazy_gettext("Complex gateways are not executed; use exclusive, inclusive or parallel gateways.")


def check(context: Context) -> Iterator[Finding]:
    return refuse_kind(context, CODE, "complexGateway", _MESSAGE)
