"""How a new procedure begins: from nothing but a title and who takes part, or with what another diagram says."""

from collections.abc import Collection, Sequence
from itertools import pairwise
from typing import Any

from lxml import etree

from bpmn.editing.tree import ours, put
from bpmn.messages import lazy_gettext
from bpmn.repair.file import File, slug
from bpmn.repair.laid_out import draw_process
from bpmn.repair.offers import Given
from bpmn.repair.renamed import rename_id
from bpmn.repair.splice import add_flow
from bpmn.xml import BPMN, CAUCE


def blank(id: str, title: str, code: str, prefix: str, roles: Sequence[tuple[str, str]], given: Given) -> bytes:
    """A diagram with a lane for each of `roles` (id and name) and one step in each, from a start to an end, drawn."""
    made = etree.Element(f"{{{BPMN}}}definitions", nsmap={"bpmn": BPMN, "cauce": CAUCE})
    made.set("id", f"definiciones_{id}")
    made.set("targetNamespace", "urn:cauce:procesos")
    etree.SubElement(made, f"{{{BPMN}}}process", {"id": id, "name": title, "isExecutable": "true"})
    file = File(etree.tostring(made), {}, given)
    process = file.element(id)
    _head(file, id, title, code, prefix)
    lanes = [_lane(file, role, name) for role, name in roles]
    ends = file.add(process, "startEvent", file.new_id("inicio")), file.add(process, "endEvent", file.new_id("fin"))
    ends[0].set("name", given.words(lazy_gettext("It begins")))
    ends[1].set("name", given.words(lazy_gettext("Finished")))
    steps = [file.add(process, "userTask", file.new_id(f"paso_{role}")) for role, _ in roles]
    for step, (_, name) in zip(steps, roles, strict=True):
        step.set("name", given.words(lazy_gettext("Step of {name}", name=name)))
    standing = [(lanes[0], ends[0]), *zip(lanes, steps, strict=True), (lanes[-1], ends[1])]
    for lane, node in standing:
        etree.SubElement(lane, f"{{{BPMN}}}flowNodeRef").text = node.get("id")
    for (_, source), (_, target) in pairwise(standing):
        add_flow(file, id, source.get("id"), target.get("id"))
    file.changed()
    draw_process(file, file.processes[0])
    return file.data


def headed(diagram: bytes, process_id: str, id: str, title: str, code: str, prefix: str) -> bytes:
    """A diagram whose process is a new procedure: with another id, title, code and folio, and no versions before it.

    Raises KeyError where there is no such process, `bpmn.xml.XmlError` for what cannot be read.
    """
    file = File(diagram, {}, Given())
    if id != process_id:
        rename_id(file, file.element(process_id), id)
        file.changed()
    file.element(id).set("name", title)
    for pool in file.tree.all("participant"):
        if pool.get("processRef") == id and pool.get("name"):
            pool.set("name", title)
    _head(file, id, title, code, prefix)
    return file.data


def free_id(title: str, taken: Collection[str]) -> str:
    """An id for a new procedure, made from its title."""
    wanted = slug(title)[:60].rstrip("_")
    id, number = wanted, 1
    while id in taken:
        number += 1
        id = f"{wanted}_{number}"
    return id


def _lane(file: File, role: str, name: str) -> Any:
    """A lane whose work the holders of a role do; the role is named in the file."""
    sets = list(file.tree.all("laneSet"))
    process = next(file.tree.all("process"))
    there = sets[0] if sets else file.add(process, "laneSet", file.new_id("carriles"))
    lane = file.add(there, "lane", file.new_id(f"carril_{role}"))
    lane.set("name", name)
    put(lane, "staffing", [etree.Element(f"{{{CAUCE}}}staffing", {"role": role})])
    if not file.has(role):
        file.add(file.tree.root, "resource", role, 0).set("name", name)
    return lane


def _head(file: File, id: str, title: str, code: str, prefix: str) -> None:
    """What the document says of itself; its table of versions begins anew."""
    process = file.element(id)
    there = ours(process, "document")
    document = there[0] if there else etree.Element(f"{{{CAUCE}}}document", nsmap={"cauce": CAUCE})
    for name, value in (("code", code), ("title", title), ("folioPrefix", prefix)):
        if value:
            document.set(name, value)
        elif name in document.attrib:
            del document.attrib[name]
    for each in document.findall(f"{{{CAUCE}}}change"):
        document.remove(each)
    put(process, "document", [document])
    file.changed()
