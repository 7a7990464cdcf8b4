"""An element gets another id, and is named so wherever it is named."""

from typing import Any

from lxml import etree

from bpmn.repair.file import File, is_model, local


def rename_id(file: File, element: Any, new: str) -> None:
    """Give an element another id, and name it so wherever it is named."""
    old = element.get("id")
    for each in file.tree.root.iter(etree.Element):
        for name, value in each.attrib.items():
            if name == "id" or "}" in name:
                continue
            if local(value) == old and (name.endswith(("Ref", "Element")) or name == "default"):
                each.set(name, new)
            elif name == "elements" and old in value.split():  # those that a policy binds
                each.set(name, " ".join(new if part == old else part for part in value.split()))
        if is_model(each) and len(each) == 0 and each.text and local(each.text) == old:
            each.text = new
    element.set("id", new)
