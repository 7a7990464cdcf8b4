"""Hands that never leave the keyboard, and what tells them where they are."""

import re
from pathlib import Path

from playwright.sync_api import Page

LONGEST_WAY = 80  # how often hands press Tab before they give up
# The name of what has the focus, and of the question that it answers.
NAME = """
() => { const e = document.activeElement;
        return (e.getAttribute("aria-label") || [...(e.labels || [])].map(l => l.innerText).join(" ")
                || e.innerText || "").trim() }
"""
QUESTION = """
() => { const group = document.activeElement.closest("fieldset, [role=group], [role=radiogroup]");
        const named = (group?.getAttribute("aria-labelledby") || "").split(" ").map(id => document.getElementById(id));
        return named.map(e => e?.innerText || "").join(" ").trim() || group?.querySelector("legend")?.innerText || "" }
"""
WRITABLE = "input, select, textarea, [role=combobox]"


def named(label: str) -> re.Pattern[str]:
    """The accessible name of a field: its label, with what either drawing adds to it."""
    plain = re.escape(label).replace("/", r"\/")  # a slash ends a pattern where Playwright reads it
    return re.compile(rf"^\s*{plain}\s*(\(opcional\))?\s*(nuevo)?\s*\*?\s*$")


class Hands:
    """Hands that never leave the keyboard: they know where they are by what the browser says has the focus."""

    def __init__(self, page: Page) -> None:
        self._page = page
        # From now on the browser leaves choosers to us: asking for it only when the key is pressed may be late.
        page.on("filechooser", lambda _: None)

    def press(self, key: str) -> None:
        self._page.keyboard.press(key)

    def follow(self) -> None:
        """Press Enter on what leads to another page, and wait for it."""
        with self._page.expect_navigation():
            self.press("Enter")

    def go_to(self, name: str, kind: str = "*") -> None:
        """Press Tab until what is called so, and is of that kind, has the focus."""
        for _ in range(LONGEST_WAY):
            self.press("Tab")
            if (named(name).match(here := self._here()) or here.startswith(name)) and self._is(kind):
                return
        raise AssertionError(f"no way to «{name}» by Tab")

    def write(self, label: str, text: str) -> None:
        self.go_to(label, WRITABLE)
        self._page.keyboard.type(text)

    def tick(self, label: str) -> None:
        self.go_to(label, WRITABLE)
        self.press("Space")

    def choose(self, question: str, answer: str) -> None:
        """Go to the choices of a question, and with the arrows to the answer."""
        for _ in range(LONGEST_WAY):
            self.press("Tab")
            if named(question).match(self._page.evaluate(QUESTION)):
                break
        for _ in range(LONGEST_WAY):
            if named(answer).match(self._here()):
                self.press("Space")
                return
            self.press("ArrowDown")
        raise AssertionError(f"no answer «{answer}» to «{question}» by the arrows")

    def attach(self, label: str, file: Path) -> None:
        self.go_to(label, WRITABLE)
        with self._page.expect_file_chooser() as chooser:
            self.press("Space")
        chooser.value.set_files(file)

    def _is(self, kind: str) -> bool:
        return bool(self._page.evaluate("kind => document.activeElement.matches(kind)", kind))

    def _here(self) -> str:
        name: str = self._page.evaluate(NAME)
        return name
