"""A check of a policy, in the room «Documento» of a draft: chosen block by block, each said in a sentence."""

from collections.abc import Mapping
from dataclasses import replace

from flask import Blueprint, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue

from bpmn.editing.document import write
from bpmn.editing.texts import texts_of
from bpmn.messages import Message
from bpmn.model import Activity, Check, Policy, Process
from bpmn.policies import blocks
from bpmn.policies.words import Words
from bpmn.reader import read
from engine.db import Connection
from engine.definitions import copies, drafts
from engine.definitions.statuses import OPEN
from engine.errors import EngineError, NotFound
from engine.identity.queries import role_names
from web import errors
from web.processes.check_form import BLOCKS, MOMENTS, TESTS, WAYS, check_of, problems
from web.processes.draft_view import DraftView, draft_view
from web.processes.findings import findings_view
from web.session import actor, require_person
from web.site import site
from web.texts.policies import asked, words
from web.texts.versions import SEVERITIES
from web.transactions import reading, writing

blueprint = Blueprint(
    "check_room",
    __name__,
    url_prefix="/procesos/<process_id>/editar/documento/comprobaciones",
    template_folder="templates",
)
blueprint.before_request(require_person)


@blueprint.get("/nueva")
def new(process_id: str) -> ResponseReturnValue:
    """A check that is to be added to a policy, which `politica` gives by its place in the saved draft."""
    return _page(process_id, None)


@blueprint.post("/nueva")
def add(process_id: str) -> ResponseReturnValue:
    """Add a check to a policy of the draft."""
    return _save(process_id, None)


@blueprint.get("/<key>")
def show(process_id: str, key: str) -> ResponseReturnValue:
    """A check of the draft, to be written by its author."""
    return _page(process_id, key)


@blueprint.post("/<key>")
def save(process_id: str, key: str) -> ResponseReturnValue:
    """Write a check into the draft, or take it out."""
    return _save(process_id, key)


def _save(process_id: str, key: str | None) -> ResponseReturnValue:
    found = dict(problems(request.form))
    if found:
        return _page(process_id, key, check_of(request.form, key or ""), found)
    back = url_for("document_room.show", process_id=process_id, _anchor="politicas")
    try:
        with writing(back) as connection:
            draft = drafts.required(connection, process_id, *OPEN)
            process = _process(draft.diagram, process_id)
            policies, made = _changed(process.document.policies, key)
            texts = texts_of(process)
            diagram = write(
                draft.diagram, process_id, replace(texts, document=replace(texts.document, policies=policies))
            )
            refusal = _keep(connection, process_id, diagram) if diagram != draft.diagram else None
    except NotFound:
        raise
    except EngineError as error:
        refusal = error
    if refusal is not None:
        return _page(process_id, key, check_of(request.form, key or ""), {}, refusal)
    goes_on = request.form.get("do", "") not in ("save", "drop-check")
    return redirect(url_for(".show", process_id=process_id, key=made) if goes_on and made else back, 303)


def _keep(connection: Connection, process_id: str, diagram: bytes) -> EngineError | None:
    seen, by = request.form.get("revision", type=int), actor().id
    _, refusal = copies.save_or_keep(
        connection, process_id, diagram=diagram, revision=seen, actor=by, at=site().clock()
    )
    return refusal


def _changed(policies: tuple[Policy, ...], key: str | None) -> tuple[tuple[Policy, ...], str]:
    """The policies with what was sent of a check, and the check's key. Raises NotFound (kind ``check``)."""
    every = {check.key for policy in policies for check in policy.checks}
    if key is None:
        at = request.args.get("politica", -1, type=int)
        if not 0 <= at < len(policies):
            raise NotFound(kind="policy_check", id=str(at))
        number = next(number for number in range(1, len(every) + 2) if f"comprobacion_{number}" not in every)
        made = check_of(request.form, f"comprobacion_{number}")
        changed = replace(policies[at], checks=(*policies[at].checks, made))
        return (*policies[:at], changed, *policies[at + 1 :]), made.key
    if key not in every:
        raise NotFound(kind="policy_check", id=key)
    sent, gone = check_of(request.form, key), request.form.get("do") == "drop-check"
    kept = (
        replace(
            policy,
            checks=tuple(
                sent if check.key == key else check for check in policy.checks if check.key != key or not gone
            ),
        )
        for policy in policies
    )
    return tuple(kept), "" if gone else key


def _process(diagram: bytes, process_id: str) -> Process:
    definitions = read(diagram).definitions
    found = () if definitions is None else definitions.processes
    process = next((each for each in found if each.id == process_id), None)
    if process is None:
        raise NotFound(kind="process", id=process_id)
    return process


def _page(
    process_id: str,
    key: str | None,
    sent: Check | None = None,
    wrong: Mapping[str, Message] | None = None,
    refusal: EngineError | None = None,
) -> ResponseReturnValue:
    with reading() as connection:
        it = draft_view(connection, process_id, actor(), site().signing)
        roles = role_names(connection)
    if "write" not in it.may or it.sheet is None:
        if refusal is not None:
            raise refusal
        return redirect(url_for("drafts.show", process_id=process_id), 303 if sent else 302)
    process = it.sheet.process
    known = words(process, it.draft.forms, roles)
    policy, check = _found(process, key)
    html = render_template(
        "processes/check_room.html",
        view=it,
        policy=policy,
        check=sent or check,
        said=asked(sent or check, known, site().gettext),
        wrong=wrong or {},
        refusal=refusal,
        offers=_Offers(process, known, it),
        findings=findings_view([each for each in it.findings if each.code == "policy_check"], it.sheet, site().gettext),
        revision=request.form.get("revision") if refusal is not None else it.draft.revision,
        **_TABLES,
        **{name: [(value, site().gettext.render(text)) for value, text in of.items()] for name, of in _CHOICES.items()},
    )
    return html, errors.status(refusal) if refusal else 422 if wrong else 200


def _found(process: Process, key: str | None) -> tuple[Policy, Check]:
    """The policy and its check; an empty one for one that is to be added. Raises NotFound (kind ``policy_check``)."""
    policies = process.document.policies
    if key is None:
        at = request.args.get("politica", -1, type=int)
        if 0 <= at < len(policies):
            return policies[at], Check(key="", name="")
    for policy in policies:
        for check in policy.checks:
            if check.key == key:
                return policy, check
    raise NotFound(kind="policy_check", id=key or "")


_TABLES = {"TAKES": blocks.BLOCKS, "SEPARATOR": blocks.SEPARATOR, "SEVERITIES": SEVERITIES}


_CHOICES = {"BLOCKS": BLOCKS, "TESTS": TESTS, "MOMENTS": MOMENTS, "WAYS": WAYS}


class _Offers:
    """What can be chosen: (id, what it is called)."""

    def __init__(self, process: Process, known: Words, it: DraftView) -> None:
        render = site().gettext.render
        numbers = it.sheet.numbers if it.sheet else {}
        self.steps = [
            (each.id, f"{numbers.get(each.id, '')} {render(known.step(each.id)).strip('“”«»')}".strip())
            for each in process.nodes
            if isinstance(each, Activity)
        ]
        self.steps.sort(key=lambda each: _order(numbers.get(each[0], "")))
        self.fields = [(each.name, each.label or each.name) for each in known.fields.values()]
        self.dates = [(each.name, each.label) for each in known.fields.values() if each.is_date]
        staff = dict.fromkeys(role for lane in process.lanes for role in lane.roles)
        owners = (owner.role for each in process.activities() for owner in each.potential_owners if owner.role)
        self.roles = [(role, render(known.role(role)).strip("“”«»")) for role in dict.fromkeys((*staff, *owners))]
        self.choices = {each.name: list(each.choices.items()) for each in known.fields.values() if each.choices}
        yes_no = [("true", site().gettext("Yes")), ("false", site().gettext("No"))]
        self.choices |= {each.name: yes_no for each in known.fields.values() if each.kind == "checkbox"}


def _order(number: str) -> list[int]:
    """The order of the table; what has no number comes after it."""
    return [int(part) if part.isdecimal() else 999 for part in number.split(".")]
