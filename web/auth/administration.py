"""Administration: people, their roles, and links with which they choose a password."""

from collections.abc import Mapping
from functools import partial

from flask import Blueprint, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from werkzeug.wrappers import Response

from bpmn.messages import Message, lazy_gettext
from engine.db import Connection
from engine.definitions import granting
from engine.definitions import queries as definitions
from engine.errors import EngineError, NotFound
from engine.identity import accounts, commands, heads, os_users, queries, record, second_factor, sessions, tokens
from engine.identity.record import ChangeType
from engine.identity.rights import Right
from engine.identity.sign_in import tried
from engine.instances import leaving
from engine.notifications.queries import count_dead
from engine.sign_on.people import identities_of, with_identity
from web import errors
from web.auth.local_accounts import require_local_accounts
from web.pages.navigation import offer
from web.session import actor, may_look_on, require_administrator
from web.site import site
from web.texts.agents import agent_text
from web.texts.outbox import MOST_COUNTED, counted
from web.texts.rights import EXPLAINED, RIGHTS, right_text
from web.transactions import reading, writing

blueprint = Blueprint("administration", __name__, url_prefix="/administracion", template_folder="templates")
blueprint.before_request(require_administrator)
offer(
    blueprint,
    "administration.people",
    lazy_gettext("Administration"),
    order=50,
    may=may_look_on,
)

CHANGES = {
    ChangeType.PERSON_REGISTERED: lazy_gettext("was registered"),
    ChangeType.PERSON_DEACTIVATED: lazy_gettext("left"),
    ChangeType.PERSON_REACTIVATED: lazy_gettext("came back"),
    ChangeType.NAME_CHANGED: lazy_gettext("has another name"),
    ChangeType.EMAIL_CHANGED: lazy_gettext("has another e-mail address"),
    ChangeType.ROLE_GIVEN: lazy_gettext("received the role"),
    ChangeType.ROLE_TAKEN: lazy_gettext("lost the role"),
    ChangeType.RIGHT_GIVEN: lazy_gettext("received the right to"),
    ChangeType.RIGHT_TAKEN: lazy_gettext("lost the right to"),
    ChangeType.PASSWORD_LINK_MADE: lazy_gettext("got a link to choose a password"),
    ChangeType.PASSWORD_SET: lazy_gettext("has a new password"),
    ChangeType.IDENTITY_LINKED: lazy_gettext("comes in with the company's account"),
    ChangeType.IDENTITY_UNLINKED: lazy_gettext("does not come in any more with the company's account"),
    ChangeType.PASSWORD_STRENGTHENED: lazy_gettext("has the same password, stored more strongly"),
    ChangeType.TOKEN_MADE: lazy_gettext("made an access token for a program"),
    ChangeType.TOKEN_REVOKED: lazy_gettext("has an access token less"),
    ChangeType.SECOND_FACTOR_SET: lazy_gettext("has a second factor"),
    ChangeType.SECOND_FACTOR_REMOVED: lazy_gettext("has no second factor any more"),
    ChangeType.RECOVERY_CODES_MADE: lazy_gettext("has new recovery codes"),
    ChangeType.RECOVERY_CODE_USED: lazy_gettext("used a recovery code"),
    ChangeType.SESSIONS_ENDED: lazy_gettext("has sessions that were ended"),
    ChangeType.OS_USER_GIVEN: lazy_gettext("may act at a terminal as one more user of the machine"),
    ChangeType.OS_USER_TAKEN: lazy_gettext("may not act at a terminal any more as a user of the machine"),
    ChangeType.SUBSTITUTION_SET: lazy_gettext("has a substitute for some days"),
    ChangeType.SUBSTITUTION_ENDED: lazy_gettext("has that substitute no more"),
    ChangeType.CALENDAR_FEED_MADE: lazy_gettext("has a private address of their calendar"),
    ChangeType.CALENDAR_FEED_REVOKED: lazy_gettext("ended the private address of their calendar"),
}
SHOWN = 30


@blueprint.get("")
def people() -> ResponseReturnValue:
    """Everybody with their roles, the roles that nobody holds, and the last changes."""
    return _draw_people()


@blueprint.post("/personas")
def add() -> ResponseReturnValue:
    """Register a person; what is wrong comes back with what was written."""
    form = request.form
    id, name, email = (form.get(field, "").strip() for field in ("id", "name", "email"))
    then = url_for(".person", id=id)
    try:
        with writing(then) as connection:
            commands.register_person(
                connection,
                id,
                name,
                form.getlist("role"),
                email=email or None,
                actor=actor().id,
                at=site().clock(),
            )
    except EngineError as error:
        return _draw_people(error)
    return redirect(then, 303)


@blueprint.get("/personas/<id>")
def person(id: str) -> ResponseReturnValue:
    """One person: roles, password, whether they are here, and what was changed."""
    return _draw_person(id)


@blueprint.post("/personas/<id>/datos")
def amend(id: str) -> ResponseReturnValue:
    """Correct a name or an e-mail address; what is wrong comes back with what was written."""
    name, email = (request.form.get(field, "").strip() for field in ("name", "email"))
    then = url_for(".person", id=id)
    try:
        with writing(then) as connection:
            commands.amend(connection, id, name=name, email=email or None, actor=actor().id, at=site().clock())
    except EngineError as error:
        return _draw_person(id, refusal=error), errors.status(error)
    return redirect(then, 303)


@blueprint.post("/personas/<id>/roles")
def give_role(id: str) -> ResponseReturnValue:
    """Give a role."""
    then = url_for(".person", id=id)
    with writing(then) as connection:
        commands.give_role(connection, id, request.form.get("role", ""), actor=actor().id, at=site().clock())
    return redirect(then, 303)


@blueprint.post("/personas/<id>/roles/quitar")
def take_role(id: str) -> ResponseReturnValue:
    """Take a role."""
    then = url_for(".person", id=id)
    with writing(then) as connection:
        commands.take_role(connection, id, request.form.get("role", ""), actor=actor().id, at=site().clock())
    return redirect(then, 303)


@blueprint.post("/personas/<id>/derechos")
def give_right(id: str) -> ResponseReturnValue:
    """Give a right over versions."""
    then = url_for(".person", id=id)
    with writing(then) as connection:
        granting.give_right(connection, id, _right(), _over(), actor=actor().id, at=site().clock())
    return redirect(then, 303)


@blueprint.post("/personas/<id>/derechos/quitar")
def take_right(id: str) -> ResponseReturnValue:
    """Take a right over versions."""
    then = url_for(".person", id=id)
    with writing(then) as connection:
        commands.take_right(connection, id, _right(), _over(), actor=actor().id, at=site().clock())
    return redirect(then, 303)


@blueprint.post("/personas/<id>/baja")
def deactivate(id: str) -> ResponseReturnValue:
    """Let a person leave; what they had taken goes back to its lane."""
    then, here = url_for(".person", id=id), site()
    with writing() as connection:
        commands.deactivate(connection, id, actor=actor().id, at=here.clock())
    with writing(then) as connection:
        leaving.give_back(connection, here.runtime, id, actor=actor().id, at=here.clock())
    return redirect(then, 303)


@blueprint.post("/personas/<id>/alta")
def reactivate(id: str) -> ResponseReturnValue:
    """Let a person come back."""
    then = url_for(".person", id=id)
    with writing(then) as connection:
        commands.reactivate(connection, id, actor=actor().id, at=site().clock())
    return redirect(then, 303)


@blueprint.post("/personas/<id>/enlace")
def make_link(id: str) -> ResponseReturnValue:
    """Make a link to choose a password; it is shown this once, for only its hash is kept."""
    require_local_accounts()
    with writing() as connection:
        token = accounts.make_link(connection, id, actor=actor().id, at=site().clock())
    path = url_for("account.link", token=token)
    base = site().settings.base_url or request.host_url.rstrip("/")
    response = Response(_draw_person(id, link=base + path), content_type="text/html; charset=utf-8")
    response.headers["Cache-Control"] = "no-store"
    return response


def _right() -> Right:
    found = request.form.get("right", "")
    if found not in set(Right):
        raise NotFound(kind="right", id=found)
    return Right(found)


def _over() -> str | None:
    """The procedure that a right is over; None for all."""
    return request.form.get("process") or None


def _procedures(connection: Connection) -> dict[str, str]:
    """The procedures that have a version here, by id, with what they are called."""
    found: dict[str, str] = {}
    for each in definitions.versions(connection):
        found.setdefault(each.process_id, each.name)
    return dict(sorted(found.items(), key=lambda each: each[1]))


def _right_name(procedures: Mapping[str, str], right_id: str, process_id: str | None) -> Message:
    """A right in words, over one procedure by what that is called now."""
    return right_text(Right(right_id), procedures.get(process_id, process_id) if process_id else None)


def _governed() -> frozenset[str]:
    """The roles that groups of the company's provider give, and take."""
    ours = site().settings.sign_on
    return ours.governed if ours is not None else frozenset()


def change_name(type: ChangeType) -> Message:
    """What a change did to its person."""
    return CHANGES[type]


def _draw_people(refusal: EngineError | None = None) -> ResponseReturnValue:
    with reading() as connection:
        page = render_template(
            "auth/administration.html",
            people=queries.all_people(connection),
            roles=queries.all_roles(connection),
            heads=heads.named_heads(connection),
            with_password=accounts.with_password(connection),
            with_identity=with_identity(connection),
            with_factor=second_factor.with_factor(connection),
            guarded=second_factor.guarded(connection),
            changes=record.changes(connection, limit=SHOWN),
            change_name=change_name,
            right_name=partial(_right_name, _procedures(connection)),
            # Here and not in the header: there it would be one more query on every page that an administrator opens.
            dead=counted(count_dead(connection, most=MOST_COUNTED)),
            refusal=refusal,
            typed=request.form,
        )
    return page if refusal is None else (page, errors.status(refusal))


def _draw_person(id: str, *, link: str | None = None, refusal: EngineError | None = None) -> str:
    with reading() as connection:
        known = queries.anybody(connection, id)
        procedures = _procedures(connection)
        return render_template(
            "auth/person.html",
            person=known,
            refusal=refusal,
            typed={"name": known.name, "email": known.email or ""} if refusal is None else request.form,
            roles=queries.all_roles(connection),
            has_password=id in accounts.with_password(connection),
            identities=(theirs := identities_of(connection, id)),
            governed=_governed() if theirs else frozenset(),
            factor=second_factor.status(connection, id),
            sessions=sessions.open_of(connection, id, at=site().clock()),
            tried=tried(connection, id, at=site().clock()),
            os_users=os_users.users_of(connection, id),
            tokens=tokens.of_person(connection, id, at=site().clock()),
            agent_text=agent_text,
            changes=record.changes(connection, person_id=id, limit=SHOWN),
            change_name=change_name,
            RIGHTS=RIGHTS,
            EXPLAINED=EXPLAINED,
            procedures=procedures,
            right_name=partial(_right_name, procedures),
            link=link,
        )
