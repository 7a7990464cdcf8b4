"""Business rule tasks are not executed yet; SpiffWorkflow dies of a KeyError where the decision is missing."""

from collections.abc import Iterator

from bpmn.examples import Explanation, Sketch, Topic
from bpmn.findings import Finding
from bpmn.messages import lazy_gettext
from bpmn.rules import Context
from bpmn.rules._refused import refuse_kind

CODE = "business_rule_task"
EXPLANATION = Explanation(
    Topic.NOT_EXECUTED,
    what=lazy_gettext("A step would ask another program for a decision."),
    why=lazy_gettext("Nothing is asked: tables of rules are not executed, and the instance would stop there."),
    how=lazy_gettext("Compute it in a script task, or let a person decide."),
    wrong=Sketch("start > price > end", inside='<businessRuleTask id="price"/>'),
    right=Sketch("start > price > end", inside='<scriptTask id="price"><script>total = 5 * 20</script></scriptTask>'),
)
_MESSAGE = lazy_gettext(
    "Business rule tasks are not executed yet; use a user task, or a script task for what can be computed."
)


def check(context: Context) -> Iterator[Finding]:
    return refuse_kind(context, CODE, "businessRuleTask", _MESSAGE)
