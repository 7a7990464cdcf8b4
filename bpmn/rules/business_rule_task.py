"""Business rule tasks are not executed yet; SpiffWorkflow dies of a KeyError where the decision is missing."""

from collections.abc import Iterator

from bpmn.findings import Finding
from bpmn.messages import lazy_gettext
from bpmn.rules import Context
from bpmn.rules._refused import refuse_kind

CODE = "business_rule_task"
_MESSAGE = lazy_gettext(
    "Business rule tasks are not executed yet; use a user task, or a script task for what can be computed."
)


def check(context: Context) -> Iterator[Finding]:
    return refuse_kind(context, CODE, "businessRuleTask", _MESSAGE)
