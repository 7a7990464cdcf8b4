"""The checks of policies: each is named by a policy, is made of blocks that have what they need, and points at steps,
fields and roles that are there."""

import re
from collections.abc import Iterable, Iterator, Mapping

from bpmn.examples import Explanation, Sketch, Topic
from bpmn.findings import Finding
from bpmn.messages import Message, lazy_gettext
from bpmn.model import Check, Process, Requirement
from bpmn.policies import blocks
from bpmn.rules import Context, error, warning
from bpmn.xml import CAUCE, Node

CODE = "policy_check"
_CHECK = '<extensionElements>\n  <cauce:document>\n    <cauce:policy checks="reviewed">Everything is reviewed</cauce:policy>\n    <cauce:check key="reviewed" name="Reviewed">\n      <cauce:requires what="{what}" steps="review"{more}/>\n    </cauce:check>\n  </cauce:document>\n</extensionElements>'  # noqa: E501
EXPLANATION = Explanation(
    Topic.FILE,
    what=lazy_gettext("A check of a policy cannot be judged as it is written."),
    why=lazy_gettext(
        "Checks say by themselves whether each history kept a policy. One that lacks something, or points at a step "
        "or a field that is not there, would never say so, and nobody would notice."
    ),
    how=lazy_gettext("Choose in the document, under the policy, what the check lacks, or take the check out."),
    wrong=Sketch("start > review > end", inside=_CHECK.format(what="byRole", more="")),
    right=Sketch("start > review > end", inside=_CHECK.format(what="done", more="")),
    in_the_file=True,
)
_KEY = re.compile(r"[a-z][a-z0-9_]{0,63}", re.ASCII)
_DAYS = re.compile(r"\d{1,3}", re.ASCII)


def check(context: Context) -> Iterator[Finding]:
    roles = {resource.id for resource in context.definitions.resources}
    asked = None if context.forms is None else {key for form in context.forms.values() for key in form.keys}
    for process in context.definitions.processes:
        known = _Known(process, roles, asked)
        for policy in process.document.policies:
            for each in policy.checks:
                yield from (error(CODE, process, text) for text in known.problems(each))
                # What a change of the diagram took away keeps nobody from working on it.
                yield from (warning(CODE, process, text) for text in known.gone(each))
    for document in context.root.iter():
        if document.namespace == CAUCE and document.name == "document":
            yield from (error(CODE, document, text) for text in _loose(document))


def _loose(document: Node) -> Iterator[Message]:
    """What of a document's checks is named twice, or by nobody, and what a policy names that is not there."""
    keys = [node.attributes.get("key", "").strip() for node in document.all("check", CAUCE)]
    named = [key for node in document.all("policy", CAUCE) for key in node.attributes.get("checks", "").split()]
    for key in dict.fromkeys(keys):
        if keys.count(key) > 1:
            yield lazy_gettext("Two checks of policies are called “{key}” in the file; give one another name.", key=key)
        if named.count(key) != 1:
            yield lazy_gettext("The check “{key}” of the file is not of exactly one policy; name it in one.", key=key)
    for key in dict.fromkeys(named):
        if key not in keys:
            yield lazy_gettext("A policy names the check “{key}”, which the file does not have.", key=key)
    for node in document.iter():
        days = node.attributes.get("days", "").strip() if node.namespace == CAUCE and node.name == "requires" else ""
        if days and not _DAYS.fullmatch(days):
            yield lazy_gettext("A check counts “{days}” days; write a whole number.", days=days[:40])


_LACKS: Mapping[tuple[str, ...], Message] = {
    ("steps",): lazy_gettext("the step"),
    ("steps", "field"): lazy_gettext("the step or the date"),
    ("of", "date"): lazy_gettext("the step or the date to count from"),
    ("roles",): lazy_gettext("the role"),
    ("by",): lazy_gettext("how it is delivered"),
    ("field",): lazy_gettext("the field"),
    ("test",): lazy_gettext("what is asked of the field"),
}


class _Known:
    """What a check of a process may point at."""

    def __init__(self, process: Process, roles: set[str], asked: set[str] | None) -> None:
        self.steps = {node.id for node in process.nodes}
        self.roles = roles | {role for lane in process.lanes for role in (lane.id, *lane.roles)}
        self.asked = asked

    def problems(self, check: Check) -> Iterator[Message]:
        if not _KEY.fullmatch(check.key):
            yield lazy_gettext(
                "A check is called “{key}” in the file; write small letters, digits and _.", key=check.key[:40]
            )
        if not check.requires:
            yield lazy_gettext("The check “{check}” asks for nothing; choose what it asks for.", check=check.name)
        for asked in check.requires:
            yield from self._of(check.name, asked)

    def _of(self, name: str, asked: Requirement) -> Iterator[Message]:
        block = blocks.BLOCKS.get(asked.what)
        if block is None:
            return  # the vocabulary refuses it
        for group in block.needs:
            if not any(getattr(asked, each) for each in group):
                yield lazy_gettext("The check “{check}” lacks {what}; choose it.", check=name, what=_LACKS[group])
        conditions = [(when.test, when.value) for when in asked.when if when.field]
        for test, value in [(asked.test, asked.value), *conditions]:
            if test in blocks.COMPARING and not value:
                text = lazy_gettext("The check “{check}” compares a field with nothing; write with what.", check=name)
                yield text
        if any(not when.step and not (when.field and when.test) for when in asked.when):
            yield lazy_gettext("A condition of the check “{check}” is not finished.", check=name)

    def gone(self, check: Check) -> Iterator[Message]:
        """What it points at that is not there."""
        for asked in check.requires:
            yield from self._gone(check.name, asked)

    def _gone(self, name: str, asked: Requirement) -> Iterator[Message]:
        steps = (*asked.steps, *asked.others, *asked.of, *(when.step for when in asked.when if when.step))
        if missing := _first(steps, self.steps):
            yield lazy_gettext(
                "The check “{check}” points at a step that is not in the diagram (“{element}” in the file); choose "
                "another.",
                check=name,
                element=missing[:80],
            )
        if missing := _first(asked.roles, self.roles):
            yield lazy_gettext(
                "The check “{check}” names a role that the diagram does not have (“{role}” in the file).",
                check=name,
                role=missing[:80],
            )
        fields = (asked.field, asked.date, asked.to, *(when.field for when in asked.when))
        if self.asked is not None and (missing := _first(filter(None, fields), self.asked)):
            yield lazy_gettext(
                "The check “{check}” asks for a field that no form has (“{variable}” in the file); choose another.",
                check=name,
                variable=missing[:80],
            )


def _first(named: Iterable[str], known: set[str]) -> str:
    return next((each for each in named if each not in known), "")
