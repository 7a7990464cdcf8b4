"""What has no identifier gets one, what has one that cannot be gets another, and of two the second (8.2.1).

Two with the same identifier of which flows lead to one are left: nobody knows which was meant.
"""

import re
from collections.abc import Iterator
from typing import Any

from lxml import etree

from bpmn.kinds import FLOW_NODES
from bpmn.messages import lazy_gettext
from bpmn.reader import IDENTIFIED
from bpmn.repair.file import File, is_model, local, name_of
from bpmn.repair.offers import Offer
from bpmn.repair.renamed import rename_id
from bpmn.rules.id_syntax import MAX_LENGTH, NAME
from bpmn.xml import BPMN

CODES = frozenset({"missing_id", "id_syntax", "duplicate_id", "reserved_id"})
_ENDINGS = (".EndJoin", ".BoundaryEventSplit", ".BoundaryEventJoin")


def offers(file: File) -> Iterator[Offer]:
    count = sum(1 for _ in _nameless(file))
    if count:
        text = lazy_gettext("Give an identifier to what has none in the file.")
        yield Offer("identifiers:missing", "identifiers", text, codes=frozenset({"missing_id"}))
    if any(_unfit(each.get("id")) for each in file.tree.root.iter(etree.Element) if each.get("id") and is_model(each)):
        text = lazy_gettext("Write anew the identifiers that have signs which they may not have.")
        yield Offer("identifiers:unfit", "identifiers", text, codes=frozenset({"id_syntax", "reserved_id"}))
    if any(_second(file)):
        text = lazy_gettext("Give the second of two things with the same identifier one of its own.")
        yield Offer("identifiers:second", "identifiers", text, codes=frozenset({"duplicate_id"}))


def make(file: File, offer: Offer, answer: str) -> None:
    if offer.key == "identifiers:missing":
        for each in list(_nameless(file)):
            each.set("id", file.new_id(each.get("name") or name_of(each)))
            file.changed()
    elif offer.key == "identifiers:unfit":
        for each in file.tree.root.iter(etree.Element):
            old = each.get("id")
            if old and is_model(each) and _unfit(old):
                rename_id(file, each, file.new_id(re.sub(r"\W", "_", old)[:80]))
                file.changed()
    else:
        for each in list(_second(file)):
            each.set("id", file.new_id(f"{local(each.get('id'))}_2"))
            file.changed()


def _nameless(file: File) -> Iterator[Any]:
    """Elements that are known by an id and have none."""
    return (each for each in file.tree.root.iter(f"{{{BPMN}}}*") if not each.get("id") and name_of(each) in IDENTIFIED)


def _unfit(id: str) -> bool:
    return len(id) > MAX_LENGTH or not NAME.fullmatch(id) or id.endswith(_ENDINGS)


def _second(file: File) -> Iterator[Any]:
    """Elements with an id that another has, of which no flow needs it."""
    seen: dict[str, Any] = {}
    later: list[Any] = []
    for each in sorted(file.tree.root.iter(etree.Element), key=lambda each: not is_model(each)):
        if id := each.get("id"):
            if id in seen and (is_model(each) or name_of(seen[id]) in FLOW_NODES or not is_model(seen[id])):
                later.append(each)
            seen.setdefault(id, each)
    return (each for each in later if not (is_model(each) and name_of(each) in FLOW_NODES))
