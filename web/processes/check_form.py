"""What the page of a check sends → the check, and what a block is given on that page."""

import re
from collections.abc import Iterator
from dataclasses import replace

from bpmn.messages import Message, lazy_gettext
from bpmn.model import Check, Requirement, When
from bpmn.policies import blocks
from web.processes.document_form import Sent

BLOCKS: dict[str, Message] = {
    blocks.DONE: lazy_gettext("A step is done"),
    blocks.BEFORE: lazy_gettext("Something comes before something else"),
    blocks.AFTER: lazy_gettext("Something comes after something else"),
    blocks.IN_TIME: lazy_gettext("A step is done by its term"),
    blocks.BY_ROLE: lazy_gettext("A role does a step"),
    blocks.DIFFERENT_PEOPLE: lazy_gettext("Different people do steps"),
    blocks.DELIVERED: lazy_gettext("What a step tells arrives"),
    blocks.VALUE: lazy_gettext("A field holds something"),
}
TESTS: dict[str, Message] = {
    blocks.FILLED: lazy_gettext("is answered"),
    blocks.EMPTY: lazy_gettext("is left empty"),
    blocks.EQUAL: lazy_gettext("is"),
    blocks.DIFFERENT: lazy_gettext("is none of"),
    blocks.ONE_OF: lazy_gettext("is one of"),
    blocks.AT_LEAST: lazy_gettext("is at least"),
    blocks.AT_MOST: lazy_gettext("is at most"),
}
MOMENTS: dict[str, Message] = {
    blocks.COMPLETED: lazy_gettext("when it is done"),
    blocks.ENABLED: lazy_gettext("when it reaches who does it"),
}
WAYS: dict[str, Message] = {blocks.EMAIL: lazy_gettext("by its e-mails"), blocks.CRM: lazy_gettext("to the CRM")}
SEVERAL = ("steps", "others", "of", "roles")
MOST = 40
"""Blocks of a check, and conditions of a block, at most."""
_DAYS = re.compile(r"\d{1,3}", re.ASCII)
_ROW = re.compile(r"requires-(\d{1,2})-what", re.ASCII)


def check_of(sent: Sent, key: str) -> Check:
    """The check that was sent. What a block has no use for is left out; a row without a block is none."""
    rows = sorted({int(found[1]) for name in sent if (found := _ROW.fullmatch(name))})[:MOST]
    dropped = sent.get("do", "")
    requires = (_requirement(sent, f"requires-{row}") for row in rows if dropped != f"drop-{row}")
    return Check(key=key, name=_line(sent, "name"), requires=tuple(each for each in requires if each.what))


def problems(sent: Sent) -> Iterator[tuple[str, Message]]:
    """What cannot be written, with the id of its input."""
    if not _line(sent, "name"):
        yield "name", lazy_gettext("Give the check a name, by which people know it.")
    for name in sorted(sent):
        days = _line(sent, name)
        if name.endswith("-days") and days and not _DAYS.fullmatch(days):
            yield name, lazy_gettext("Write a whole number of working days.")


def _requirement(sent: Sent, at: str) -> Requirement:
    what, days = sent.get(f"{at}-what", ""), _line(sent, f"{at}-days")
    block = blocks.BLOCKS.get(what)
    if block is None:
        return Requirement(what="")
    whole = Requirement(
        what=what,
        steps=tuple(sent.getlist(f"{at}-steps")),
        others=tuple(sent.getlist(f"{at}-others")),
        moment=_one(sent, f"{at}-moment", MOMENTS),
        of=tuple(sent.getlist(f"{at}-of")),
        of_moment=_one(sent, f"{at}-of_moment", MOMENTS),
        date=_line(sent, f"{at}-date") or None,
        days=int(days) if _DAYS.fullmatch(days) else None,
        roles=tuple(sent.getlist(f"{at}-roles")),
        by=_one(sent, f"{at}-by", WAYS),
        to=_line(sent, f"{at}-to") or None,
        field=_line(sent, f"{at}-field") or None,
        test=_one(sent, f"{at}-test", TESTS),
        value=_value(sent, f"{at}-value"),
    )
    none = {"steps": (), "others": (), "of": (), "roles": ()}
    unused = {each for each in whole.__dataclass_fields__ if each not in block.takes | {"what", "when"}}
    conditions = (_when(sent, f"{at}-when-{row}") for row in range(MOST))
    kept = replace(whole, **{each: none.get(each) for each in unused})  # type: ignore[arg-type]
    return replace(kept, when=tuple(each for each in conditions if each.step or each.field))


def _when(sent: Sent, at: str) -> When:
    step = _line(sent, f"{at}-step")
    if step:
        return When(step=step)
    field, test = _line(sent, f"{at}-field"), _one(sent, f"{at}-test", TESTS)
    return When(field=field or None, test=test, value=_value(sent, f"{at}-value"))


def _value(sent: Sent, name: str) -> str | None:
    texts = (" ".join(each.split()) for each in sent.getlist(name))
    return blocks.SEPARATOR.join(text for text in texts if text) or None


def _one(sent: Sent, name: str, known: dict[str, Message]) -> str | None:
    said = sent.get(name, "")
    return said if said in known else None


def _line(sent: Sent, name: str) -> str:
    return " ".join(sent.get(name, "").split())
