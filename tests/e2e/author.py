"""Whoever writes a procedure in its rooms by keyboard: draws it, says in panels who and when, makes forms and texts."""

import re
from collections.abc import Sequence

from playwright.sync_api import Locator, expect

from tests.e2e.typist import Typist

OFFERED = "all => all.map(each => [each.querySelector('span').firstChild.textContent, each.control.checked])"
LONGEST_WAY = 30  # how often hands press a key before they give up


class Author(Typist):
    """One person, in the rooms of a draft."""

    def room(self, name: str) -> None:
        """Go to another room of the draft, by its tab."""
        self.press(self.page.locator(".tabs").get_by_role("link", name=name, exact=True))

    # --- the drawing

    def opens_the_drawing(self) -> None:
        self.room("Diagrama de flujo")
        self.page.locator(".djs-shape").first.wait_for()
        self.page.locator(".bio-properties-panel").wait_for()
        self.saved()
        self.go(self.page.locator("[data-canvas] svg").first)

    @property
    def said(self) -> Locator:
        """What the page says of where one is."""
        return self.page.locator("[data-drawn]")

    def name(self, text: str) -> None:
        """Write the name that is asked for on the drawing."""
        expect(self.page.locator(".djs-direct-editing-content")).to_be_focused()
        self.key("Control+a")
        self.page.keyboard.insert_text(text)
        self.key("Enter")
        expect(self.page.locator(".djs-direct-editing-content")).to_have_count(0)

    def find(self, name: str) -> None:
        """Look for an element by its name, and choose it."""
        pad = self.page.locator("[data-canvas] .djs-search-container")
        self.key("Control+f")
        expect(pad.locator("input")).to_be_focused()
        self.page.keyboard.insert_text(name)
        self.key("End")  # it looks when a key is let go
        chosen = pad.locator(".djs-search-result-selected .djs-search-result-primary")
        for _ in range(LONGEST_WAY):
            if chosen.inner_text() == name:
                break
            self.key("ArrowDown")
        self.key("Enter")
        expect(pad).not_to_have_class(re.compile("open"))
        expect(self.said).to_contain_text(name)

    def find_way(self, source: str, target: str) -> None:
        """From an element, with F to the arrow that leads to another."""
        self.find(source)
        for _ in range(LONGEST_WAY):
            self.key("f")
            if self.said.inner_text().endswith(f"→ {target}"):
                return
        raise AssertionError(f"no arrow from «{source}» to «{target}»")

    def pick(self, name: str) -> None:
        """Choose from the menu that is open, which looks for what is written, or with the arrows."""
        menu = self.page.locator(".djs-popup")
        self.page.locator(".djs-popup:focus-within").wait_for()
        if menu.locator("input").count():
            expect(menu.locator("input")).to_be_focused()
            self.page.keyboard.insert_text(name)
        chosen = menu.locator(".entry.selected .djs-popup-label")
        for _ in range(LONGEST_WAY):
            chosen.wait_for()
            if chosen.inner_text() == name:
                self.key("Enter")
                expect(menu).to_have_count(0)
                return
            self.key("ArrowDown")
        raise AssertionError(f"«{name}» is not in the menu: {menu.locator('.djs-popup-label').all_inner_texts()}")

    def rename(self, name: str, new: str) -> None:
        self.find(name)
        self.key("e")
        self.name(new)

    def remove(self, name: str) -> None:
        self.find(name)
        self.key("Delete")

    def add(self, source: str, kind: str, name: str, lane: str) -> None:
        """Add what follows an element, in a lane."""
        self.find(source)
        self.key("a")
        self.pick(kind)
        self.name(name)
        self.key("m")
        self.pick(lane)

    def move(self, name: str, lane: str) -> None:
        self.find(name)
        self.key("m")
        self.pick(lane)

    def connect(self, source: str, target: str) -> None:
        self.find(source)
        self.key("c")
        expect(self.said).to_contain_text("Una flecha desde")
        self.find(target)
        self.key("Enter")
        expect(self.said).to_contain_text(f"→ {target}")

    # --- the panels

    def opens_the_panel(self) -> None:
        """From the drawing to the properties of what is chosen."""
        self.key("Enter")
        expect(self.page.locator(".bio-properties-panel :focus")).to_have_count(1)

    def leaves_the_panel(self) -> None:
        self.key("Escape")
        expect(self.page.locator("[data-canvas] svg").first).to_be_focused()

    def only(self, roles: Sequence[str]) -> None:
        """Tick these roles, and no others, of those that the panel offers."""
        labels = self.page.locator("[data-properties] fieldset.roles .several label")
        offered: list[tuple[str, bool]] = labels.evaluate_all(OFFERED)
        assert set(roles) <= {name for name, _ in offered}, (roles, offered)
        for number, (name, ticked) in enumerate(offered):
            if ticked != (name in roles):
                self.tick(labels.nth(number).locator("input"), name in roles)

    def takes(self, question: str, answer: str) -> None:
        """Say of the chosen arrow that it is taken after that answer."""
        condition = self.page.locator("[data-entry-id=procedure-condition]")
        self.enter(condition.get_by_role("button", name="Armar una condición"))
        row = condition.get_by_role("group", name="Renglón 1")
        self.choose(row.get_by_label("Dato", exact=True), question)
        self.choose(row.get_by_label("Valor", exact=True), answer)
        expect(condition.locator(".sentence")).to_have_text(f"Si «{question}» es «{answer}»")

    def takes_otherwise(self) -> None:
        """Say of the chosen arrow that it is taken in any other case."""
        self.choose(self.field("procedure-default"), "En cualquier otro caso")

    # --- the forms

    def makes_form(self, step: str) -> None:
        self.room("Formularios")
        self.choose(self.page.get_by_label("Paso sin formulario"), step)
        self.press(self.button("Hacer su formulario"))

    def asks(self, label: str, kind: str, options: Sequence[str], after: Sequence[tuple[str, str]]) -> None:
        """Put a question on the form that is open: it must be answered, and is asked only after these answers."""
        self.write(self.page.get_by_label("Cómo se llama"), label)
        self.choose(self.page.get_by_label("De qué tipo"), kind)
        self.press(self.button("Agregarlo"))
        for number, option in enumerate(options, 1):
            self.write(self.page.get_by_label(f"Opción {number}", exact=True), option)
        self.tick(self.page.get_by_role("group", name="¿Es obligatorio?").get_by_label("Sí", exact=True))
        for number, (question, answer) in enumerate(after, 1):
            if number > 1:  # a page has room for one more row
                self.press(self.page.locator("ol.fields").get_by_role("link", name=label, exact=True))
            shown = self.page.get_by_role("group", name="Cuándo se muestra")
            self.tick(shown.get_by_label("Cuando se cumpla lo que elija"))
            self.choose(shown.get_by_label("Se cumple cuando"), "Se cumple alguna")
            self.choose(shown.get_by_label(f"Condición {number}", exact=True), f"{question} es «{answer}»")
            self.press(self.page.locator("form[data-room] button.main"))
        if not after:
            self.press(self.page.locator("form[data-room] button.main"))
        expect(self.page.locator("ol.fields").get_by_role("link", name=label, exact=True)).to_be_visible()

    # --- the document

    def part(self, name: str) -> Locator:
        return self.page.get_by_role("region", name=name, exact=True)

    def row(self, name: str, within: Locator | None = None) -> Locator:
        """The rows of that name that a list has, such as the empty one at its end."""
        return (within or self.page.locator("main")).get_by_role("group", name=name, exact=True)

    def step(self, name: str) -> Locator:
        """What the document says of a step, unfolded."""
        summary = self.page.locator("summary", has_text=re.compile(re.escape(name)))
        found = self.page.locator("details.step", has=summary)
        self.unfold(found.locator("summary").first)
        return found

    def keep(self) -> None:
        """Save with the nearest button, which is below."""
        below = self.page.locator("main :focus").locator("xpath=following::button[starts-with(@value, 'save-')]").first
        self.press(self.page.locator(f"button[value='{below.get_attribute('value')}']"))
