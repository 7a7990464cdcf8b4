"""What the server says by itself, where no page of the site can: short pages, made before they are needed."""

from html import escape

from bpmn.messages import Message, lazy_gettext
from web.i18n import Translator

RETRY = 5  # seconds
STOPPING, FULL, SLOW, UNCLEAR, TOO_LARGE, FAULT = "stopping", "full", "slow", "unclear", "too_large", "fault"
TEXTS: dict[str, tuple[str, Message]] = {
    STOPPING: (
        "503 Service Unavailable",
        lazy_gettext("The site is being restarted. Nothing was changed: try again in a moment."),
    ),
    FULL: (
        "503 Service Unavailable",
        lazy_gettext("The site has too much to do at this moment. Nothing was changed: try again in a moment."),
    ),
    SLOW: (
        "408 Request Timeout",
        lazy_gettext("What was being sent did not arrive in time. Nothing was changed: send it again."),
    ),
    UNCLEAR: (
        "400 Bad Request",
        lazy_gettext("The browser sent something this site does not understand. Nothing was changed."),
    ),
    TOO_LARGE: (
        "413 Content Too Large",
        lazy_gettext(
            "What was sent is too large: at most 25 MB a file and 100 MB together. Nothing was changed: go back in "
            "your browser, what you wrote is still there, and attach fewer files."
        ),
    ),
    FAULT: ("500 Internal Server Error", lazy_gettext("Something failed inside. Nothing was stored.")),
}


def answers(gettext: Translator) -> dict[str, bytes]:
    """The answers in the site's language, whole, by their names."""
    return {name: _answer(status, gettext.render(text), gettext.locale) for name, (status, text) in TEXTS.items()}


def _answer(status: str, text: str, locale: str) -> bytes:
    page = (
        f'<!doctype html><html lang="{locale}"><meta charset="utf-8">'
        f'<meta name="viewport" content="width=device-width"><title>Cauce</title><p>{escape(text)}</p></html>'
    ).encode()
    head = [
        f"HTTP/1.1 {status}",
        "Server: Cauce",
        "Connection: close",
        "Content-Type: text/html; charset=utf-8",
        f"Content-Length: {len(page)}",
        "Cache-Control: no-store",
        "Content-Security-Policy: default-src 'none'",
        *([f"Retry-After: {RETRY}"] if status.startswith("503") else []),
    ]
    return "\r\n".join([*head, "", ""]).encode() + page
