"""What is said to whoever has a link: how a link ends, what went wrong, what was answered."""

from collections.abc import Iterator, Mapping

from bpmn.forms.data import MISSING, at
from bpmn.forms.form import Form
from bpmn.forms.kinds import Component, Container, DynamicList, Field
from bpmn.messages import Message, lazy_gettext
from engine.client_access.attempts import TooManyGuesses
from engine.client_access.links import State
from engine.errors import EngineError
from web import errors
from web.inbox.page import Page
from web.texts.formatting import Presenter, Shown

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
    if isinstance(error, TooManyGuesses):
        return errors.text(error)
    codes = (f"{error.code}:{error.details.get('kind')}", error.code)
    return next((TROUBLE[code] for code in codes if code in TROUBLE), TROUBLE["500"])


def offered(page: Page, sha256: str) -> Mapping[str, object] | None:
    """The reference to a file that the page offers."""
    shown = (each.shown for top in page.drawn for each in top.walk() if each.kind == "locked" and each.shown)
    return next((file for each in shown for file in each.files if file["sha256"] == sha256), None)


def answers(form: Form | None, values: Mapping[str, object], presenter: Presenter) -> list[Shown]:
    """What was written into a form, in its order; what was left blank is left out."""
    found = () if form is None else _asked(form.components, ())
    shown = (_shown(component, at(values, path), presenter) for component, path in found)
    return [each for each in shown if each is not None and not each.blank]


def _asked(components: tuple[Component, ...], prefix: tuple[str, ...]) -> Iterator[tuple[Component, tuple[str, ...]]]:
    for component in components:
        if isinstance(component, DynamicList) or (isinstance(component, Field) and not component.only_shown):
            yield component, prefix + component.path
        elif isinstance(component, Container):
            yield from _asked(component.components, prefix + component.path)


def _shown(component: Component, value: object, presenter: Presenter) -> Shown | None:
    return None if value is MISSING else presenter.value(component, value)
