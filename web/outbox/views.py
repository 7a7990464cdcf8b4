"""The views of the outbox: parse, authorise, one command or one query, respond. For administrators only."""

from collections.abc import Collection, Mapping
from dataclasses import dataclass
from functools import partial

from flask import Blueprint, flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue

from bpmn.messages import Message, lazy_gettext
from engine.instances.views.seen import seen_among
from engine.notifications import commands, queries
from engine.notifications.statuses import LetterStatus
from web import sent_twice
from web.pages.names import role_name
from web.pages.reader import reader
from web.session import actor, require_administrator
from web.site import presenter, site
from web.texts.outbox import KINDS, MOST_COUNTED, STATUSES, counted, handed_off, has_channel, missing, why
from web.transactions import apart, reading

PER_PAGE = 50
FILTERS: dict[str, tuple[Message, tuple[LetterStatus, ...]]] = {
    "": (lazy_gettext("All that has not arrived"), (LetterStatus.PENDING, LetterStatus.DEAD)),
    "no_llego": (lazy_gettext("What did not arrive"), (LetterStatus.DEAD,)),
    "espera": (lazy_gettext("What waits"), (LetterStatus.PENDING,)),
}

blueprint = Blueprint("outbox", __name__, url_prefix="/administracion/envios", template_folder="templates")
blueprint.before_request(require_administrator)


@dataclass(frozen=True, slots=True)
class Filters:
    """What an address asks for: `filter` is a key of FILTERS, `before` the id at which the page before ended."""

    filter: str = ""
    before: int | None = None

    @classmethod
    def of(cls, args: Mapping[str, str]) -> "Filters":
        """Reads the query string of an address; an invalid value counts as absent."""
        filter_, before = args.get("estado", ""), args.get("antes", "")
        known = before.isascii() and before.isdigit() and len(before) < 19
        return cls(filter_ if filter_ in FILTERS else "", int(before) if known else None)

    @property
    def statuses(self) -> tuple[LetterStatus, ...]:
        """The statuses of the messages that the filter lets through."""
        return FILTERS[self.filter][1]

    def address(self, before: int | None = None) -> dict[str, str]:
        """The parts of an address that asks for the same, from its first page or behind another."""
        said = {"estado": self.filter, "antes": "" if before is None else str(before)}
        return {name: value for name, value in said.items() if value}


@blueprint.get("")
def index() -> ResponseReturnValue:
    """What waits and what did not arrive, the newest first."""
    filters, here = Filters.of(request.args), site()
    with reading() as connection:
        letters, behind = queries.page(connection, filters.statuses, before=filters.before, limit=PER_PAGE)
        dead = queries.count_dead(connection, most=MOST_COUNTED)
        seen = seen_among(connection, reader(), {letter.folio for letter in letters if letter.folio})
    reason = partial(why, settings=here.settings, when=presenter().moment, role_name=role_name)
    leaves = partial(has_channel, settings=here.settings)
    words = {"why": reason, "kinds": KINDS, "statuses": STATUSES, "leaves": leaves, "handed_off": handed_off}
    page = {"filters": filters, "choices": FILTERS, "letters": letters, "behind": behind, "dead": counted(dead)}
    page |= {"seen": seen}
    return render_template("outbox/index.html", missing=missing(here.settings), **page, **words)


@blueprint.post("/reintentar")
def retry() -> ResponseReturnValue:
    """Try a dead letter again."""
    return _retried(request.form.getlist("key"))


@blueprint.post("/reintentar-todos")
def retry_all() -> ResponseReturnValue:
    """Try every dead letter again."""
    return _retried(None)


def _retried(keys: Collection[str] | None) -> ResponseReturnValue:
    """Retries messages (None: every dead one) and shows the outcome on the page that sent the request."""
    filters = Filters.of(request.args)
    then = url_for(".index", estado=filters.filter or None, antes=filters.before)
    done = partial(sent_twice.enter, then=then)
    found = commands.retry_dead(apart(), keys, actor=actor().id, at=site().clock(), done=done)
    gettext = site().gettext
    if found.again:
        flash(gettext("To be tried again: {count}.", count=len(found.again)), "done")
    if found.for_nobody:
        roles = sorted({role_name(role) for roles in found.for_nobody.values() for role in roles})
        count, names = len(found.for_nobody), ", ".join(roles)
        flash(
            gettext(
                "Still for nobody: {count}. Nobody who holds {roles} has an e-mail address.", count=count, roles=names
            )
        )
    if not (found.again or found.for_nobody):
        flash(gettext("There is nothing to be tried again: it has arrived, or somebody did it before you."), "done")
    return redirect(then, 303)
