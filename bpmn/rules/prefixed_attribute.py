"""Attributes of BPMN written with BPMN's own prefix, such as ``bpmn:triggeredByEvent``.

The schema's attributes have no prefix, so that no reader of the standard sees these; SpiffWorkflow looks for two of
them.
"""

from collections.abc import Iterator

from bpmn.findings import Finding
from bpmn.messages import lazy_gettext
from bpmn.rules import Context, error
from bpmn.xml import BPMN

CODE = "prefixed_attribute"
_MARK = f"{{{BPMN}}}"


def check(context: Context) -> Iterator[Finding]:
    for node in context.root.iter():
        for name in node.attributes:
            if name.startswith(_MARK):
                text = lazy_gettext(
                    "The attribute “{name}” has a prefix; write it without.", name=name.removeprefix(_MARK)[:80]
                )
                yield error(CODE, node, text)
