"""People at work over HTTP: what they send, they send until it is answered, with the key of its page."""

import http.client
import re
import threading
from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace
from html import unescape
from io import BytesIO
from random import Random
from time import monotonic
from typing import Any
from urllib.parse import urlencode

from werkzeug.datastructures import FileStorage, MultiDict
from werkzeug.test import encode_multipart

from tests.cookies import kept
from tests.e2e.processes import PATIENCE
from tests.kills.procedure import ASKED_AT, CLIENT, PROCESS, STARTER, Step

PASSWORD = "cuatro palabras de más"
FIRST, LONGEST = 0.02, 0.5  # seconds until the same is sent again
TOKEN = re.compile(r'name="csrf-token" value="([^"]+)"')
SEEN = re.compile(r'name="seen-fields" value="([^"]*)"')
REFUSED = re.compile(r'<li><a href="(#[^<]+)</a>')
KEY = re.compile(r'name="post-key" value="([^"]+)"')
TASK = re.compile(r'href="(/bandeja/[^"]+)"')
END = re.compile(r'name="confirm-end" value="([^"]+)"')
FOLIO = re.compile(r"[A-Z]+-\d{4}-\d+")
Fields = Sequence[tuple[str, str]]


class Stuck(AssertionError):
    """Something did not go on, however often it was tried."""


@dataclass(frozen=True, slots=True)
class Answer:
    """What came back; `again`: once the same had been sent in vain."""

    status: int
    text: str
    location: str
    again: bool = False


@dataclass(frozen=True, slots=True)
class Done:
    """A command that was acknowledged: ``start``, ``claim`` or ``complete``; `client` is whom the instance is about.

    `again`: it was sent more than once, and what came to nothing may have been kept as a draft, which takes the step.
    """

    what: str
    folio: str
    element: str
    actor: str
    client: str = ""
    again: bool = False


@dataclass
class Record:
    """What all clients were told, in order; and how often they asked in vain."""

    done: list[Done] = field(default_factory=list)
    statuses: Counter[int] = field(default_factory=Counter)
    cut: int = 0
    again: int = 0
    strange: list[str] = field(default_factory=list)
    changed: threading.Condition = field(default_factory=threading.Condition)

    def note(self, done: Done) -> None:
        """It was acknowledged."""
        with self.changed:
            self.done.append(done)
            self.changed.notify_all()

    def wait_for_more(self, count: int) -> None:
        """Return when so many more commands were acknowledged: everything goes on. Raises Stuck."""
        with self.changed:
            wanted = len(self.done) + count
            if not self.changed.wait_for(lambda: len(self.done) >= wanted, PATIENCE):
                told = f"{dict(self.statuses)}, {self.cut} cut, {self.strange[-3:]}"
                raise Stuck(f"nothing was acknowledged for {PATIENCE} seconds: {told}")


class Site:
    """The site as browsers see it: an address, and a session for each person, shared by the clients."""

    def __init__(self, record: Record) -> None:
        self.port = 0
        self.record = record
        self._sessions: dict[str, tuple[str, str]] = {}
        self._pause = threading.Event()

    def come_in(self, person: str) -> tuple[str, str]:
        """The cookies of a person and the token of the session, by id and password."""
        wait = FIRST
        for _ in self._tries("come in", person):
            first = self._ask("GET", "/", "")
            if first is not None and first[0].status == 200:
                form = {"person": person, "current-password": PASSWORD, "csrf-token": _found(TOKEN, first[0].text)}
                entered = self._ask("POST", "/entrar", first[1], *_urlencoded(form.items()))
                if entered is not None and entered[0].status == 303:
                    page = self._ask("GET", "/cuenta", entered[1])
                    if page is not None and page[0].status == 200:
                        self._sessions[person] = page[1], _found(TOKEN, page[0].text)
                        return self._sessions[person]
            self._pause.wait(wait)
            wait = min(2 * wait, LONGEST)
        raise AssertionError("unreachable")

    def page(self, person: str, path: str) -> str:
        """What a page says. Raises Stuck."""
        return self._insist(person, "GET", path, lambda _token: ("", b""), {200}).text

    def send(self, person: str, path: str, fields: Fields, files: Sequence[tuple[str, str, bytes]] = ()) -> Answer:
        """Send a form until it is answered. Raises Stuck."""

        def body(token: str) -> tuple[str, bytes]:
            told = [*fields, ("csrf-token", token)]
            return _multipart(told, files) if files else _urlencoded(told)

        return self._insist(person, "POST", path, body, {200, 303})

    def _insist(self, person: str, method: str, path: str, body: Any, final: set[int]) -> Answer:
        wait = FIRST
        for number in self._tries(path, person):
            self.record.again += number > 0 and method == "POST"
            cookie, token = self._sessions.get(person) or self.come_in(person)
            came = self._ask(method, path, cookie, *body(token))
            if came is not None:
                answer, _ = came
                if answer.location.split("?")[0] == "/" or answer.status == 403:  # the session is over
                    self._sessions.pop(person, None)
                elif answer.status in final:
                    return replace(answer, again=number > 0)
                elif answer.status == 422:  # the same again is refused again
                    raise Stuck(f"{method} {path} {person}: {' '.join(REFUSED.findall(answer.text))}")
                elif answer.status not in (429, 503):
                    self.record.strange.append(f"{method} {path} {person}: {answer.status}")
            self._pause.wait(wait)
            wait = min(2 * wait, LONGEST)
        raise AssertionError("unreachable")

    def _tries(self, what: str, person: str) -> Any:
        until, number = monotonic() + PATIENCE, 0
        while monotonic() < until:
            yield number
            number += 1
        raise Stuck(f"{what} of {person} was tried {number} times: {dict(self.record.statuses)}")

    def _ask(
        self, method: str, path: str, cookie: str, kind: str = "", content: bytes = b""
    ) -> tuple[Answer, str] | None:
        """What is answered and the cookies from then on; None where the connection was cut."""
        connection = http.client.HTTPConnection("127.0.0.1", self.port, timeout=PATIENCE)
        headers = {"Cookie": cookie} | ({"Content-Type": kind} if kind else {})
        try:
            connection.request(method, path, content or None, headers)
            answer = connection.getresponse()
            text = answer.read().decode()
        except (OSError, http.client.HTTPException):
            self.record.cut += 1
            return None
        finally:
            connection.close()
        self.record.statuses[answer.status] += 1
        if answer.status == 500:
            self.record.strange.append(f"{method} {path}: 500")
        return Answer(answer.status, text, answer.headers["Location"] or ""), kept(cookie, answer.headers)


class Client(threading.Thread):
    """Begins instances and does every step of them, each as whoever may, until it is told to stop and is done."""

    def __init__(
        self, number: int, seed: int, site: Site, steps: Mapping[str, Sequence[Step]], stopping: threading.Event
    ) -> None:
        super().__init__(name=f"client-{number}")
        self._number, self._random, self._site = number, Random(f"{seed}-{number}"), site
        self._steps, self._stopping = steps, stopping
        self.left: list[tuple[str, Step]] = []
        self.failed: BaseException | None = None

    def run(self) -> None:
        """Work; what went wrong is in `failed`."""
        begun = 0
        try:
            while not self._stopping.is_set():
                begun += 1
                process = (
                    PROCESS if self._random.random() < 0.6 else next(each for each in self._steps if each != PROCESS)
                )
                self._drive(process, f"Cliente {self._number}-{begun}")
        except BaseException as error:
            self.failed = error

    def finish(self) -> None:
        """Do what waited for a timer. Raises Stuck where one has not fired."""
        pause = threading.Event()
        for folio, step in self.left:
            until = monotonic() + PATIENCE
            while (path := self._open(folio, step)) is None:
                if monotonic() > until:
                    raise Stuck(f"the timer of {folio} does not fire")
                pause.wait(0.1)
            self._do(folio, step, path, "")

    def _drive(self, process: str, client: str) -> None:
        page = self._site.page(STARTER, f"/oportunidades/nueva?process={process}")
        fields = [("process", process), ("post-key", self._key_of(page))]
        if seen := SEEN.search(page):  # who asks and what for, which the first step begins with
            asked = seen[1].split()
            first = self._steps[process][0].fields
            said = [(name, client if name == CLIENT else text) for name, text in first if name in asked]
            assert len(said) == len(asked), (asked, first)
            fields += [("seen-fields", seen[1]), *said]
        answer = self._site.send(STARTER, "/oportunidades", fields)
        folio = _found(FOLIO, answer.location)
        self._site.record.note(Done("start", folio, process, STARTER))
        for step in self._steps[process]:
            if step.waits:
                self.left.append((folio, step))
                return
            path = self._open(folio, step)
            if path is None:  # what was acknowledged leads there at once
                raise Stuck(f"{folio} does not wait at {step.element} for {step.actor}")
            self._do(folio, step, path, client)

    def _open(self, folio: str, step: Step) -> str | None:
        """Where whoever does the step finds it open; None where it does not wait for them.

        From the opportunity's page: what else happened, such as letters about links, moves the numbers of work items.
        """
        page = self._site.page(step.actor, f"/oportunidades/{folio}")
        row = re.search(rf'<tr[^>]* data-step="{re.escape(step.element)}">.*?</tr>', page, re.DOTALL)
        assert row, (folio, step.element)
        found = TASK.search(row[0])
        return found and found[1]

    def _do(self, folio: str, step: Step, path: str, client: str) -> None:
        if step.claimed:
            key = self._key_of(self._site.page(step.actor, path))
            self._acknowledged(self._site.send(step.actor, f"{path}/tomar", [("post-key", key)]), path)
            self._site.record.note(Done("claim", folio, step.element, step.actor))
        key = self._key_of(self._site.page(step.actor, path))
        told = client if step.element == ASKED_AT else ""
        fields = [(name, told if told and name == CLIENT else text) for name, text in step.fields]
        fields.append(("post-key", key))
        files = [(each.field, each.name, each.content) for each in step.uploads]
        answer = self._site.send(step.actor, path, fields, files)
        again = answer.again
        if answer.status == 200 and (end := END.search(answer.text)):
            again = True  # what comes back is kept as a draft where it can be
            answer = self._site.send(step.actor, path, [*fields, ("confirm-end", end[1])], files)
        self._acknowledged(answer, path)
        again = again or answer.again
        self._site.record.note(Done("complete", folio, step.element, step.actor, told, again))

    @staticmethod
    def _key_of(page: str) -> str:
        return _found(KEY, page)

    @staticmethod
    def _acknowledged(answer: Answer, path: str) -> None:
        assert (answer.status, answer.location) == (303, path), (path, answer.status, answer.location, answer.text)


def _found(pattern: re.Pattern[str], text: str) -> str:
    found = pattern.search(text)
    assert found, (pattern.pattern, text)
    return unescape(found[found.re.groups and 1])


def _urlencoded(fields: Any) -> tuple[str, bytes]:
    return "application/x-www-form-urlencoded", urlencode(list(fields)).encode()


def _multipart(fields: Fields, files: Sequence[tuple[str, str, bytes]]) -> tuple[str, bytes]:
    told: MultiDict[str, Any] = MultiDict(fields)
    for name, filename, content in files:
        told.add(name, FileStorage(BytesIO(content), filename, name))
    boundary, data = encode_multipart(told)
    return f'multipart/form-data; boundary="{boundary}"', data
