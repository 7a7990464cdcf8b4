"""The views of the room «Formularios»: parse, authorise, one command or one query, respond."""

from collections.abc import Callable

from flask import Blueprint, make_response, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue

from bpmn.forms.editing.components import NoSuchComponent, component
from bpmn.forms.editing.palette import OFFERS
from bpmn.forms.editing.text import dump
from bpmn.forms.editing.whole import edited
from bpmn.forms.schema.reader import read_form
from engine.db import Connection
from engine.errors import EngineError, NotFound
from web import errors
from web.pages.refusals import refusal_of
from web.processes.draft_view import draft_view
from web.processes.form_room import acts, preview
from web.processes.form_room.field import field_page
from web.processes.form_room.framing import framed, framing
from web.processes.form_room.labels import OPERATIONS, OVER_ROWS
from web.processes.form_room.listing import form_page, forms_of, namer, title, without_form
from web.processes.form_room.room import By, Room, place_of, stamp_of, text_of, tree_of
from web.processes.form_room.words import rows
from web.session import actor, require_person
from web.site import site
from web.transactions import reading, writing

blueprint = Blueprint(
    "form_room", __name__, url_prefix="/procesos/<process_id>/formularios", template_folder="../templates"
)
blueprint.before_request(require_person)


@blueprint.get("")
def index(process_id: str) -> ResponseReturnValue:
    """The forms of the draft, and the steps that have none."""
    return _index(process_id)


@blueprint.post("")
def begin(process_id: str) -> ResponseReturnValue:
    """Give a step a form."""
    made: list[str] = []

    def command(connection: Connection) -> EngineError | None:
        room = _room_in(connection, process_id)
        id, refusal = acts.begin_form(connection, room, _asked("step"), _asked("like"), _by())
        made.append(id)
        return refusal

    error = _do(command, url_for(".index", process_id=process_id))
    if error is not None:
        return _index(process_id, error)
    return redirect(url_for(".show", process_id=process_id, form_id=made[0]), 303)


@blueprint.get("/<form_id>")
def show(process_id: str, form_id: str) -> ResponseReturnValue:
    """One form: its fields in their order, where it is used, and how it looks."""
    return _show(process_id, form_id)


@blueprint.post("/<form_id>/agregar")
def add(process_id: str, form_id: str) -> ResponseReturnValue:
    """Put a field on the form, and go on to say what it asks."""
    made: list[str] = []

    def command(connection: Connection) -> EngineError | None:
        room = _room_in(connection, process_id)
        place, refusal = acts.add_field(connection, room, form_id, request.form, _by())
        made.append(text_of(place))
        return refusal

    error = _do(command, url_for(".show", process_id=process_id, form_id=form_id))
    if error is not None:
        return _show(process_id, form_id, error)
    return redirect(url_for(".field", process_id=process_id, form_id=form_id, place=made[-1]), 303)


@blueprint.post("/<form_id>/acomodar")
def arrange(process_id: str, form_id: str) -> ResponseReturnValue:
    """Move a field, put it there twice, or take it out."""
    return _change(
        process_id, form_id, lambda connection, room: acts.arrange(connection, room, form_id, request.form, _by())
    )


@blueprint.post("/<form_id>/copiar")
def copy(process_id: str, form_id: str) -> ResponseReturnValue:
    """Put fields of another form on this one."""
    source, places, way = _asked("source"), request.form.getlist("field"), _asked("way")
    return _change(
        process_id,
        form_id,
        lambda connection, room: acts.copy_fields(connection, room, form_id, source, places, way, _by()),
    )


@blueprint.post("/<form_id>/pasos")
def use(process_id: str, form_id: str) -> ResponseReturnValue:
    """Say which steps have this form."""
    steps = request.form.getlist("step")
    return _change(process_id, form_id, lambda connection, room: acts.use_at(connection, room, form_id, steps, _by()))


@blueprint.post("/<form_id>/eliminar")
def drop(process_id: str, form_id: str) -> ResponseReturnValue:
    """Take the form out of the draft."""
    then = url_for(".index", process_id=process_id)

    def command(connection: Connection) -> None:
        acts.drop_form(connection, _room_in(connection, process_id), form_id, _by())

    if (error := refusal_of(command, then)) is not None:
        return _show(process_id, form_id, error)
    return redirect(then, 303)


@blueprint.get("/<form_id>/campo/<place>")
def field(process_id: str, form_id: str, place: str) -> ResponseReturnValue:
    """One field, with all that can be said of it; ``formulario`` is the form itself, for its checks."""
    return _field(process_id, form_id, place)


@blueprint.post("/<form_id>/campo/<place>")
def set_field(process_id: str, form_id: str, place: str) -> ResponseReturnValue:
    """Let a field say what the page sent."""
    given, stays = preview.lists(request.form.to_dict(flat=False)), bool(_asked("act"))
    back = url_for(".show", process_id=process_id, form_id=form_id, _anchor=f"campo-{place}")
    then = url_for(".field", process_id=process_id, form_id=form_id, place=place) if stays else back
    problems: dict[str, object] = {}

    def command(connection: Connection) -> EngineError | None:
        room = _room_in(connection, process_id)
        found, refusal = acts.set_component(connection, room, form_id, place_of(place), given, _by())
        problems.update(found.found)
        return refusal

    error = _do(command, then)
    if error is not None or problems:
        return _field(process_id, form_id, place, given, problems, error)
    return redirect(then, 303)


@blueprint.get("/<form_id>/vista")
def look(process_id: str, form_id: str) -> ResponseReturnValue:
    """The form as whoever fills it in will see it, for a frame of the room."""
    return _look(process_id, form_id)


@blueprint.post("/<form_id>/vista")
def try_it(process_id: str, form_id: str) -> ResponseReturnValue:
    """The same, with what was filled in there, or with a field as it is being written. Nothing is kept."""
    return _look(process_id, form_id)


# --- what they share


def _asked(name: str) -> str:
    return request.form.get(name, "").strip()


def _by() -> By:
    return {"actor": actor().id, "at": site().clock()}


def _room_in(connection: Connection, process_id: str) -> Room:
    return Room(draft_view(connection, process_id, actor(), site().signing))


def _open(process_id: str) -> Room | None:
    """The room, for who may write the draft; None for the others, and while the diagram cannot be read."""
    with reading() as connection:
        room = _room_in(connection, process_id)
    return room if "write" in room.view.may and room.process is not None else None


def _away(process_id: str) -> ResponseReturnValue:
    return redirect(url_for("drafts.show", process_id=process_id))


def _do(command: Callable[[Connection], EngineError | None], then: str) -> EngineError | None:
    """Runs a command; gives what refuses it, whether or not what was sent is kept beside the draft."""
    try:
        with writing(then) as connection:
            return command(connection)
    except NotFound:
        raise
    except EngineError as error:
        return error


def _change(
    process_id: str, form_id: str, command: Callable[[Connection, Room], EngineError | None]
) -> ResponseReturnValue:
    """Changes a form; goes back to its page, at the field that was changed."""
    anchor = f"campo-{_asked('place')}" if _asked("place") and _asked("act") != "remove" else None
    then = url_for(".show", process_id=process_id, form_id=form_id, _anchor=anchor)
    error = _do(lambda connection: command(connection, _room_in(connection, process_id)), then)
    return _show(process_id, form_id, error) if error is not None else redirect(then, 303)


def _index(process_id: str, refusal: EngineError | None = None) -> ResponseReturnValue:
    if (room := _open(process_id)) is None:
        return _away(process_id) if refusal is None else _refused(process_id, refusal)
    names = namer(room)
    assert names is not None
    page = {"view": room.view, "forms": forms_of(room, names), "missing": without_form(room), "refusal": refusal}
    return render_template("processes/forms/index.html", **page), _status(refusal)


def _show(process_id: str, form_id: str, refusal: EngineError | None = None) -> ResponseReturnValue:
    if (room := _open(process_id)) is None:
        return _away(process_id) if refusal is None else _refused(process_id, refusal)
    names = namer(room)
    assert names is not None
    it, like = form_page(room, form_id, names), request.values.get("de", "") or _asked("source")
    source = tree_of(room.draft.forms[like]) if like in room.draft.forms and like != form_id else None
    others = [line for line in forms_of(room, names) if line.id != form_id and line.count]
    offered = rows(source, names, {}) if source is not None else ()
    page = {"view": room.view, "it": it, "refusal": refusal, "offers": OFFERS, "others": others, "like": like}
    return framing(
        make_response(render_template("processes/forms/show.html", **page, offered=offered), _status(refusal))
    )


def _field(
    process_id: str,
    form_id: str,
    place: str,
    given: dict[str, list[str]] | None = None,
    problems: dict[str, object] | None = None,
    refusal: EngineError | None = None,
) -> ResponseReturnValue:
    if (room := _open(process_id)) is None:
        return _away(process_id) if refusal is None else _refused(process_id, refusal)
    form, where = tree_of(room.source(form_id)), place_of(place)
    try:
        if form is None:
            raise NoSuchComponent(where)
        it = field_page(room, form_id, form, where, stamp_of(form, where), given)
    except NoSuchComponent:
        return redirect(url_for(".show", process_id=process_id, form_id=form_id))
    names = namer(room)
    assert names is not None
    words = {"OPERATIONS": OPERATIONS, "OVER_ROWS": OVER_ROWS, "title": title(room, form_id, names)}
    page = {"view": room.view, "it": it, "problems": problems or {}, "refusal": refusal}
    status = 422 if problems else _status(refusal)
    return framing(make_response(render_template("processes/forms/field.html", **page, **words), status))


def _look(process_id: str, form_id: str) -> ResponseReturnValue:
    if (room := _open(process_id)) is None:
        return _away(process_id)
    source, place = room.source(form_id), _asked("of")
    form = tree_of(source)
    if form is not None and place:
        with_it = place_of(place)
        try:
            given = preview.lists(request.form.to_dict(flat=False))
            component(form, with_it)
            source = dump(edited(form, with_it, given, acts.around(room, form_id, form, with_it))[0])
        except NoSuchComponent:
            pass
    found = read_form(source)
    shown = None
    if found.form is not None:
        if request.method == "POST" and not place:
            shown = preview.tried(room, found.form, request)
        else:
            shown = (preview.empty if "vacio" in request.args else preview.filled)(room, found.form)
    page = {"shown": shown, "findings": found.findings, "process_id": process_id, "form_id": form_id}
    return framed(make_response(render_template("processes/forms/look.html", **page)))


def _refused(process_id: str, refusal: EngineError) -> ResponseReturnValue:
    """Whoever may not write the draft is told so on its page."""
    raise refusal


def _status(refusal: EngineError | None) -> int:
    return errors.status(refusal) if refusal is not None else 200
