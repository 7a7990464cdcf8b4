"""Ids are XML names (xsd:ID, 8.2.1): a letter or ``_``, then letters, digits, ``.``, ``-`` and ``_``.

SpiffWorkflow builds XPath from them, so that an id with a quote ends in an XPath error; and they name variables, files
and addresses.
"""

import re
from collections.abc import Iterator

from bpmn.examples import Explanation, Sketch, Topic
from bpmn.findings import Finding
from bpmn.messages import lazy_gettext
from bpmn.rules import Context, error
from bpmn.xml import BPMN

CODE = "id_syntax"
EXPLANATION = Explanation(
    Topic.FILE,
    what=lazy_gettext("The internal name of something cannot be one."),
    why=lazy_gettext("Everything in the file has an internal name. With other signs in it, it cannot be found again."),
    how=lazy_gettext("Begin with a letter; then letters, digits, full stops, hyphens and underscores, without spaces."),
    wrong=Sketch("start > review > end", inside='<textAnnotation id="1 note"/>'),
    right=Sketch("start > review > end", inside='<textAnnotation id="note-1"/>'),
    in_the_file=True,
)
NAME = re.compile(r"[^\W\d][\w.\-]*")
MAX_LENGTH = 200


def check(context: Context) -> Iterator[Finding]:
    for node in context.root.iter():
        if node.namespace != BPMN or node.id is None:
            continue
        if len(node.id) > MAX_LENGTH:
            text = lazy_gettext(
                "An identifier of the file has {length} characters; shorten it: it may have {limit}.",
                length=len(node.id),
                limit=MAX_LENGTH,
            )
            yield error(CODE, node, text)
        elif not NAME.fullmatch(node.id):
            text = lazy_gettext(
                "“{id}” cannot be an identifier of the file; begin with a letter and use only letters, digits, “.”, "
                "“-” and “_”.",
                id=node.id,
            )
            yield error(CODE, node, text)
