"""The document control header: a prefix that a folio can begin with, dates, and policies that point at the diagram."""

import re
from collections.abc import Iterator
from datetime import date

from bpmn.examples import Explanation, Sketch, Topic
from bpmn.findings import Finding
from bpmn.messages import lazy_gettext
from bpmn.model import Process
from bpmn.naming import shortened
from bpmn.rules import Context, error, warning

CODE = "document_control"
EXPLANATION = Explanation(
    Topic.FILE,
    what=lazy_gettext("The document's own data are not written as they should be."),
    why=lazy_gettext(
        "The prefix begins every folio, the dates stand in the table of versions, and each "
        "policy points at steps of the diagram. A wrong one would be printed on every record."
    ),
    how=lazy_gettext(
        "Write the prefix in capitals and digits, dates as 2019-02-08, and correct what a policy points at."
    ),
    wrong=Sketch(
        "start > review > end",
        inside='<extensionElements>\n  <cauce:document folioPrefix="gc-1"/>\n</extensionElements>',
    ),
    right=Sketch(
        "start > review > end",
        inside=('<extensionElements>\n  <cauce:document folioPrefix="GC"/>\n</extensionElements>'),
    ),
    in_the_file=True,
)
_PREFIX = re.compile(r"[A-Z][A-Z0-9]{0,9}")
_DATE = re.compile(r"\d{4}-\d{2}-\d{2}", re.ASCII)


def check(context: Context) -> Iterator[Finding]:
    for process in context.definitions.processes:
        prefix = process.document.folio_prefix
        if prefix is not None and not _PREFIX.fullmatch(prefix):
            text = lazy_gettext(
                "The folio prefix is “{prefix}”; write up to ten capitals and digits.", prefix=prefix[:40]
            )
            yield error(CODE, process, text)
        for change in process.document.changes:
            if not _is_date(change.date):
                text = lazy_gettext(
                    "The date of version {version} is “{date}”; write year, month and day, such as 2019-02-08.",
                    version=change.version[:40],
                    date=change.date[:40],
                )
                yield error(CODE, process, text)
        known = _ids(process)
        for policy in process.document.policies:
            missing = next((element for element in policy.elements if element not in known), None)
            if missing is not None:
                text = lazy_gettext(
                    "The policy “{policy}” points at something that is not in the diagram (“{element}” in the file); "
                    "correct where it points.",
                    policy=shortened(policy.text),
                    element=missing[:80],
                )
                yield warning(CODE, process, text)


def _is_date(text: str) -> bool:
    try:
        return bool(_DATE.fullmatch(text) and date.fromisoformat(text))
    except ValueError:
        return False


def _ids(process: Process) -> set[str]:
    return {element.id for group in (process.nodes, process.flows, process.lanes) for element in group}
