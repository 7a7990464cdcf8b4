"""The site as the people of a procedure use it: whoever sits at a browser, the step before them, and its form.

Everything is found as a person finds it, by what is written on it and what it is, so that it holds with and without
script.
"""

import re
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import date, datetime, timedelta
from pathlib import Path

from playwright.sync_api import Browser, Locator, Page, expect

from engine.identity import accounts
from engine.settings import Settings
from tests.e2e.keyboard import WRITABLE, Hands, named
from tests.e2e.pages import SIZES, TOO_WIDE, begin, serving
from tests.files import content_of
from tests.support import START, Company, FixedClock
from web.app import create_app

Answer = str | int | bool | date | Path | list[str]
Answers = Mapping[str, Answer]

# What a browser notes besides the page, which says it in words: refusals, and what it broke off when somebody left.
EXPECTED = re.compile(r"status of (403|404|409|413|422|429|500)")
ROUNDS = 4  # how often a page without script may ask for more, because of what was answered


class Form:
    """The form of a step, or a part of it."""

    def __init__(self, page: Page, part: Locator | None = None) -> None:
        self._page = page
        self._part = part or page.get_by_role("main")

    def within(self, group: str) -> "Form":
        """The part under that heading."""
        return Form(self._page, self._part.get_by_role("group", name=named(group)))

    def group(self, label: str) -> Locator:
        """The choices that answer one question."""
        return self._part.get_by_role("group", name=named(label)).or_(
            self._part.get_by_role("radiogroup", name=named(label))
        )

    def field(self, label: str) -> Locator:
        """What is written into, chosen from or attached to; a heading may be called the same."""
        return self._part.get_by_label(named(label)).and_(self._page.locator(WRITABLE))

    def asks(self, label: str) -> bool:
        """Whether it is asked now."""
        return bool(self.field(label).count() or self.group(label).count())

    def answer(self, label: str, value: Answer) -> None:
        """Answer one question as a person does: tick, choose, attach or write. It may be about to be asked."""
        self.field(label).or_(self.group(label)).first.wait_for(state="attached")
        if not self.field(label).count():
            for choice in value if isinstance(value, list) else [value]:
                self.group(label).get_by_label(str(choice), exact=True).check()
        elif isinstance(value, Path):
            self.field(label).set_input_files(value)
        elif isinstance(value, bool):
            self.field(label).set_checked(value)
        elif isinstance(value, date):
            self._write_date(self.field(label), value)
        elif self.field(label).evaluate("e => e.tagName") == "SELECT":
            self.field(label).select_option(label=str(value))
        else:
            self.field(label).fill(str(value))

    def shown(self, label: str) -> str:
        """What stands beside a label, whether or not it may be written there. The page may still be arriving."""
        told = self._part.locator("dl.data > div", has=self._page.locator("dt", has_text=named(label))).locator("dd")
        told.or_(self.field(label)).first.wait_for(state="attached")
        if told.count():
            return told.first.inner_text().strip()
        return self.field(label).first.input_value()

    def take_out(self, file: str) -> None:
        """Take a file out that was attached before."""
        button = self._part.get_by_role("button", name=f"Quitar: {file}")
        button.click()
        expect(button).to_have_count(0)

    def offers(self, file: str) -> Locator:
        """The link to a file of that name."""
        return self._part.get_by_role("link", name=file, exact=True)

    def _write_date(self, field: Locator, value: date) -> None:
        field.fill(value.isoformat())


class Person:
    """Somebody with an account at a browser of their own. What the browser complains of is kept."""

    def __init__(self, browser: Browser, address: str, name: str, password: str, **options: object) -> None:
        self.name, self._password = name, password
        self.context = browser.new_context(
            locale="es-MX", timezone_id="America/Mexico_City", base_url=address, viewport=SIZES[1], **options
        )
        self.page: Page = self.context.new_page()
        self.page.set_default_timeout(15_000)
        self.complaints: list[str] = []
        self.page.on("console", lambda said: self._note(said.type, said.text))
        self.page.on("pageerror", lambda error: self._note("error", str(error)))

    def _note(self, kind: str, text: str) -> None:
        if kind in ("error", "warning") and not EXPECTED.search(text):
            self.complaints.append(f"{self.page.url}: {text}")

    def press(self, what: Locator) -> None:
        """Click what leads to another page, and wait for it."""
        with self.page.expect_navigation():
            what.click()

    def come_in(self) -> None:
        self.page.goto("/")
        self.page.get_by_label("Su usuario").fill(self.name)
        self.page.get_by_label("Contraseña").fill(self._password)
        self.press(self.page.get_by_role("main").get_by_role("button", name="Entrar"))

    def begin(self) -> str:
        """Begin an opportunity; gives its folio."""
        self.page.goto("/bandeja")
        begin(self.page)
        return self.page.locator(".folio").first.inner_text()

    def waits(self, step: str) -> Locator:
        """The step in my inbox, a link."""
        self.page.goto("/bandeja")
        return self.page.get_by_role("main").get_by_role("link", name=step)

    def open(self, step: str) -> Form:
        """Open the one step of that name that waits for me."""
        self.press(self.waits(step))
        expect(self.page.get_by_role("heading", level=1)).to_contain_text(step)
        return self.form

    @property
    def form(self) -> Form:
        return Form(self.page)

    def complete(self) -> None:
        self.press(self.page.get_by_role("button", name="Completar").last)
        decides = self.page.get_by_role("button", name="Sí, esa es la respuesta")
        if decides.count():  # what decides how an opportunity ends is asked for twice
            self.press(decides)

    def settle(self) -> None:
        """Wait until what was written is saved, and the questions that it makes appear are on the page."""
        told = self.page.locator("[data-saved][data-state]")
        if told.count():  # with script only
            expect(told).to_have_attribute("data-state", "saved")

    @property
    def is_done(self) -> bool:
        """Whether the page says that I did this step."""
        return bool(self.page.get_by_text("Usted completó este paso").count())

    def do(self, step: str, answers: Answers) -> None:
        """Do the one step of that name, answering each question as soon as it is asked."""
        self.open(step)
        self.finish(answers)

    def finish(self, answers: Answers) -> None:
        """Answer what the step before me asks, and complete it."""
        left = dict(answers)
        for _ in range(ROUNDS):
            while asked := [label for label in left if self.form.asks(label)]:
                for label in asked:
                    self.form.answer(label, left.pop(label))
                self.settle()
            self.complete()
            if self.is_done:
                assert not left, f"never asked: {list(left)}"
                return
        raise AssertionError((list(left), self.page.locator(".summary, .notice, .error").all_inner_texts()))

    @property
    def keyboard(self) -> Hands:
        """My hands on the keyboard; the mouse is out of reach."""
        return Hands(self.page)

    def look(self) -> None:
        """What holds of every page: one heading, and nothing wider than the screen."""
        expect(self.page.get_by_role("heading", level=1)).to_have_count(1)
        for size in SIZES:
            self.page.set_viewport_size(size)
            assert self.page.evaluate(TOO_WIDE) <= 0, (self.page.url, size)


PASSWORD = "cuatro palabras de más"
STAFF = (
    "director_comercial", "comercial", "preventa", "soc_noc", "ciberinteligencia", "alianzas", "cumplimiento",
    "direccion_general", "cliente", "auditor",
)  # fmt: skip


class OfficeClock(FixedClock):
    """A second passes at each look, so that a long day of browsing stays one day."""

    def __call__(self) -> datetime:
        self.now += timedelta(seconds=1)
        return self.now


def give_passwords(company: Company) -> None:
    """Everybody in the office gets one."""
    with company.database.transaction() as connection:
        for person in STAFF:
            accounts.set_password(connection, person, PASSWORD, actor="administrador", at=company.clock())


@dataclass
class Office:
    """The people of the company, each with a password and a browser, and the site they work on."""

    browser: Browser
    company: Company
    address: str
    folder: Path
    options: dict[str, object] = field(default_factory=dict)
    people: dict[str, Person] = field(default_factory=dict)

    def __getitem__(self, name: str) -> Person:
        """Somebody at their browser; they come in with their password the first time."""
        if name not in self.people:
            person = self.people[name] = Person(self.browser, self.address, name, PASSWORD, **self.options)
            person.page.clock.set_fixed_time(START)
            person.come_in()
        return self.people[name]

    def file(self, name: str) -> Path:
        """A file of that name on the person's computer; no two say the same."""
        made = self.folder / name
        made.write_bytes(content_of(name))
        return made

    @property
    def complaints(self) -> list[str]:
        return [said for person in self.people.values() for said in person.complaints]


@contextmanager
def at_work(browser: Browser, company: Company, folder: Path) -> Iterator[Office]:
    """The company with passwords, on a site as `cauce serve` serves it, until the block ends."""
    company.clock = OfficeClock()
    give_passwords(company)
    app = create_app(Settings(company.database.url), company.database, company.runtime, clock=company.clock)
    with serving(app) as address:
        office = Office(browser, company, address, folder)
        yield office
        for person in office.people.values():
            person.context.close()
