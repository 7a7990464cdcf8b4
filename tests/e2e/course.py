"""People who take an opportunity through a procedure on the site, each at a keyboard of their own."""

import re
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date

from playwright.sync_api import Browser, expect

from tests.e2e.procedure import Form
from tests.e2e.typist import Typist

Said = Mapping[str, str | date]


class Worker(Typist):
    """Somebody who does what waits for them."""

    def waits(self) -> None:
        """Look at what waits for me."""
        self.open("/bandeja")

    def begins(self, procedure: str) -> str:
        """Begin an opportunity; gives its folio."""
        self.waits()
        self.press(self.page.get_by_role("button", name=re.compile(rf"^Nueva(: {procedure}| oportunidad)$")))
        self.press(self.button("Iniciar la oportunidad"))
        return self.page.locator(".folio").first.inner_text()

    def does(self, step: str, said: Said) -> None:
        """Do the one step of that name that waits for me."""
        self.waits()
        self.press(self.page.get_by_role("main").get_by_role("link", name=step))
        expect(self.page.get_by_role("heading", level=1)).to_contain_text(step)
        for question, answer in said.items():
            self.answers(question, answer)
        self.press(self.button("Completar").last)
        decides = self.button("Sí, esa es la respuesta")
        if decides.count():  # what decides how an opportunity ends is asked for twice
            self.press(decides)
        expect(self.page.get_by_text("Usted completó este paso")).to_be_visible()

    def answers(self, question: str, answer: str | date) -> None:
        """Answer one question, as soon as it is asked."""
        form = Form(self.page)
        written = form.field(question)
        written.or_(form.group(question)).first.wait_for(state="attached")
        if not written.count():
            self.tick(form.group(question).get_by_label(str(answer), exact=True))
        elif isinstance(answer, date):
            self.write_day(written, answer)
        elif written.evaluate("each => each.tagName") == "SELECT":
            self.choose(written, answer)
        else:
            self.write(written, answer)


@dataclass
class Office:
    """The people of the company, each at a browser that they came in at once."""

    browser: Browser
    address: str
    people: dict[str, Worker] = field(default_factory=dict)

    def __getitem__(self, person: str) -> Worker:
        if person not in self.people:
            worker = self.people[person] = Worker(self.browser, self.address)
            worker.leaves_out("*/dist/diagram-*.js")
            worker.come_in(person, "/bandeja")
        return self.people[person]

    @property
    def complaints(self) -> list[str]:
        """What a browser complained of, and whatever was done with a pointer."""
        pointed = [f"{name}: {worker.pointed}" for name, worker in self.people.items() if worker.pointed]
        return [said for worker in self.people.values() for said in worker.complaints] + pointed
