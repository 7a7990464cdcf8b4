"""What is said to whoever has a link: how a link ends, what went wrong, which files there are."""

from collections.abc import Iterable, Mapping

from bpmn.forms.kinds import DocumentPreview
from bpmn.messages import Message, lazy_gettext
from engine.client_access.attempts import TooManyGuesses
from engine.client_access.codes import CodeRequired, TooManyCodes, WrongCode
from engine.client_access.links import State
from engine.errors import EngineError
from engine.form_drafts.commands import DraftTooLarge
from engine.instances.client_links import LinkClosed
from web import errors
from web.forms.form_view import Stance
from web.forms.task_form import FormPage

ENDS = {
    State.ANSWERED: lazy_gettext("We have your answer"),
    State.CLOSED: lazy_gettext("There is nothing left to answer here"),
    State.REVOKED: lazy_gettext("This link is not valid any more"),
    State.EXPIRED: lazy_gettext("This link has expired"),
}
TROUBLE = {
    "not_found:client_link": lazy_gettext(
        "This address opens nothing. Check that it is whole, as it stands in the message that we sent you; if it is, "
        "write to whoever sent it to you."
    ),
    "bad_value": lazy_gettext(
        "Something in what you wrote cannot be stored, perhaps a special symbol. Take it out and try again."
    ),
    "400": lazy_gettext("The browser sent something that we could not read. Go back to the page and try again."),
    "403": lazy_gettext(
        "This page only takes what is sent from it. Open the link of our message again; nothing was received."
    ),
    "405": lazy_gettext("This address only takes what the page sends. Open the link of our message again."),
    "413": lazy_gettext(
        "What you sent is too large: at most 25 MB a file and 100 MB together. Nothing was received: go back in your "
        "browser, what you wrote is still there, and attach fewer files."
    ),
    "500": lazy_gettext("Something failed on our side and we did not receive your answer. Try again in a few minutes."),
}


def trouble(error: EngineError) -> Message:
    """What went wrong, in the words of somebody who knows nothing of us."""
    if isinstance(error, TooManyGuesses | LinkClosed | DraftTooLarge | WrongCode | TooManyCodes | CodeRequired):
        return errors.text(error)
    codes = (f"{error.code}:{error.details.get('kind')}", error.code)
    return next((TROUBLE[code] for code in codes if code in TROUBLE), TROUBLE["500"])


def offered(page: FormPage, sha256: str) -> Mapping[str, object] | None:
    """The reference to a file that the page offers: in a field that is only read, or among documents that are shown."""
    for view in (each for top in page.views for each in top.walk()):
        files: Iterable[Mapping[str, object]] = ()
        if view.stance is Stance.LOCKED and view.shown:
            files = view.shown.files
        elif view.stance is Stance.SHOWN and isinstance(view.component, DocumentPreview) and view.scope:
            files = view.component.files(view.scope)
        found = next((file for file in files if file["sha256"] == sha256), None)
        if found is not None:
            return found
    return None
