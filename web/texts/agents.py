"""What a browser calls itself, in the few words that tell one's own devices apart. Pure."""

import re

from bpmn.messages import Message, lazy_gettext

# In this order: most of them call themselves what came before them, too.
_BROWSERS = (
    ("Edg", "Edge"),
    ("OPR", "Opera"),
    ("SamsungBrowser", "Samsung Internet"),
    ("Firefox", "Firefox"),
    ("FxiOS", "Firefox"),
    ("CriOS", "Chrome"),
    ("HeadlessChrome", "Chrome"),
    ("Chrome", "Chrome"),
    ("Safari", "Safari"),
)
_SYSTEMS = (
    ("iPhone", "iPhone"),
    ("iPad", "iPad"),
    ("Android", "Android"),
    ("CrOS", "ChromeOS"),
    ("Windows", "Windows"),
    ("Mac OS X", "macOS"),
    ("Macintosh", "macOS"),
    ("Linux", "Linux"),
)


def agent_text(agent: str) -> Message:
    """The browser and the system that a ``User-Agent`` names, as far as they are known."""
    browser = next((name for sign, name in _BROWSERS if re.search(rf"\b{sign}/", agent)), None)
    system = next((name for sign, name in _SYSTEMS if sign in agent), None)
    if browser and system:
        return lazy_gettext("{browser} on {system}", browser=browser, system=system)
    if browser or system:
        return lazy_gettext("{browser}", browser=browser or system)
    return lazy_gettext("A program that does not say what it is")
