"""People who complete steps over HTTP, against `cauce serve` as a company runs it.

    python -m tests.bench.load [--kind sqlite|postgresql] [--processes N] [--people 64] [--think 4] [--seconds 30]
                               [--beside CHECKOUT] [--json]

It makes a company in a database of its own, begins a server, and lets so many people sign in with their passwords. Each
opens a step, thinks, sends its form as a browser would, looks at what the site says then, and goes on to the next:
first with time to think (``paced``), then without (``saturated``). It ends by itself, whatever happens.

``--beside`` names another checkout (with its own environment and front end built): its server takes turns with this
one's in the same run, so that the ratio of both is of one machine at one time. The people are threads of this one
process; their share of the processors is told, as on two of them the server competes with it. Told for both:
milliseconds until a completion was answered (50th, 95th and 99th percentile), completions a second, and the load of the
machine before anything began; and ``server_cpu_ms``, what the server's processes spent on a completion and the two
pages around it, which others on the machine hardly change. ``ratios`` are this checkout's over the other's.
"""

import argparse
import http.client
import json
import os
import re
import subprocess
import sys
import tempfile
import threading
from collections.abc import Iterator, Mapping
from contextlib import contextmanager, suppress
from dataclasses import dataclass, field
from html import unescape
from pathlib import Path
from random import Random
from statistics import quantiles
from time import monotonic, process_time, sleep
from urllib.parse import urlencode

from tests.bench import stores
from tests.bench.load_company import PASSWORD

ROOT = Path(__file__).parents[2]
PATIENCE = 60
"""Seconds until an answer, or a server that begins, is given up."""
ANSWERS = {
    "validacion_administrativa": "Cumple con lo administrativo.",
    "validacion_tecnica": "Cumple con lo técnico.",
    "tipo_requerimiento": '"servicio"',
    "areas": '"soc_noc"',
    "fecha_respuesta_areas": "2027-03-17",
    "informacion_completa_areas": "on",
}
_HIDDEN = re.compile(r'<input type="hidden" name="([^"]+)" value="([^"]*)"')
_WRONG = re.compile(r'<a href="#campo-[^"]*">([^<]+)</a>')


class NotCompleted(Exception):
    """A step was not completed: this measures nothing."""


@dataclass
class Told:
    """Seconds until each completion, and each page, was answered; `spent` is what the people's own process took."""

    completions: list[float] = field(default_factory=list)
    pages: list[float] = field(default_factory=list)
    elapsed: float = 0
    spent: float = 0

    def figures(self) -> dict[str, float]:
        """In milliseconds, and a second."""
        cut = quantiles(self.completions, n=100)
        pages = quantiles(self.pages, n=100)
        return {
            "p50_ms": round(cut[49] * 1000, 1),
            "p95_ms": round(cut[94] * 1000, 1),
            "p99_ms": round(cut[98] * 1000, 1),
            "page_p95_ms": round(pages[94] * 1000, 1),
            "completions_per_s": round(len(self.completions) / self.elapsed, 1),
            "client_cpu_share": round(self.spent / self.elapsed, 2),
        }


class Person:
    """One person's browser, with what waits for them."""

    def __init__(self, port: int, name: str, waiting: list[str]) -> None:
        self._connection = http.client.HTTPConnection("127.0.0.1", port, timeout=PATIENCE)
        self._cookies: dict[str, str] = {}
        self._waiting = iter(waiting)
        self._token = ""
        form = self._ask("/")[1]
        self._ask("/entrar", dict(_HIDDEN.findall(form)) | {"person": name, "current-password": PASSWORD})

    def work(self, told: Told, think: float, until: float, random: Random) -> None:
        """Complete steps until that moment."""
        if think:
            sleep(random.uniform(0, think))  # nobody begins together
        while monotonic() < until:
            step = next(self._waiting, None)
            if step is None:
                raise NotCompleted("more was completed than waited")
            began = monotonic()
            _, page, _ = self._ask(f"/bandeja/{step}")
            told.pages.append(monotonic() - began)
            form = page[page.index('class="form"') : page.rindex("</form>")]
            values = {name: unescape(value) for name, value in _HIDDEN.findall(form)} | ANSWERS
            if think:
                sleep(random.uniform(think / 2, think * 3 / 2))
            began = monotonic()
            status, answer, where = self._ask(f"/bandeja/{step}", values)
            told.completions.append(monotonic() - began)
            if status != 303 or where is None:
                raise NotCompleted(f"{step}: {status} {_WRONG.findall(answer)}")
            began = monotonic()
            self._ask(where)
            told.pages.append(monotonic() - began)

    def _ask(self, path: str, form: Mapping[str, str] | None = None) -> tuple[int, str, str | None]:
        headers = {"Cookie": "; ".join(f"{name}={value}" for name, value in self._cookies.items())}
        body = None
        if form is not None:
            body, headers["Content-Type"] = urlencode(form), "application/x-www-form-urlencoded"
        self._connection.request("GET" if form is None else "POST", path, body, headers)
        answer = self._connection.getresponse()
        text = answer.read().decode()
        for cookie in answer.headers.get_all("Set-Cookie") or ():
            name, _, value = cookie.partition(";")[0].partition("=")
            self._cookies[name] = value
        if answer.status not in (200, 303):
            raise NotCompleted(f"{path}: {answer.status} {_WRONG.findall(text)}")
        return answer.status, text, answer.headers["Location"]


def _python(checkout: Path) -> str:
    """The Python of a checkout's own environment, where it has one: another edition needs other packages."""
    own = checkout / ".venv" / "bin" / "python"
    return str(own) if own.exists() else sys.executable


@contextmanager
def served(checkout: Path, url: str, processes: int) -> Iterator[tuple[int, int]]:
    """`cauce serve` of a checkout over a database; gives its port and its process. It ends with the block."""
    environment = {name: value for name, value in os.environ.items() if not name.startswith("CAUCE_")}
    environment |= {"CAUCE_DATABASE_URL": url, "PYTHONPATH": str(checkout)}
    command = [_python(checkout), "-c", "from web.cli import main; main()", "serve", "--port", "0"]
    told = subprocess.run([*command, "--help"], cwd=checkout, env=environment, capture_output=True, text=True)
    if "--processes" in told.stdout:  # an edition that has no such option serves in one process
        command += ["--processes", str(processes)]
    with subprocess.Popen(command, cwd=checkout, env=environment, stderr=subprocess.PIPE, text=True) as server:
        try:
            assert server.stderr is not None
            said = ""
            while (found := re.search(r"http://[^:/\s]+:(\d+)", said)) is None:
                line = server.stderr.readline()
                if not line:
                    raise NotCompleted(f"no server: {said}")
                said += line
            threading.Thread(target=server.stderr.read, daemon=True).start()
            yield int(found[1]), server.pid
        finally:
            server.terminate()
            with suppress(subprocess.TimeoutExpired):
                server.wait(PATIENCE)
            server.kill()


def cpu_of(pid: int) -> float:
    """Seconds of the processor that a process and its children have taken so far, as Linux tells; else 0."""
    ticks = 0
    for file in Path("/proc").glob("[0-9]*/stat"):
        with suppress(OSError):
            fields = file.read_text().rpartition(")")[2].split()
            if pid in (int(file.parent.name), int(fields[1])):
                ticks += int(fields[11]) + int(fields[12])
    return ticks / os.sysconf("SC_CLK_TCK")


def company(checkout: Path, url: str, people: int, each: int) -> dict[str, list[str]]:
    """Have a checkout make the company of its own edition; gives the `each` steps that wait, by person.

    Its past is sealed, as that of a company is which did not come into being this minute: else the server's first job
    verifies thousands of instances while it is measured.
    """
    command = [_python(checkout), str(Path(__file__).parent / "load_company.py"), url, str(people), str(each)]
    environment = {**os.environ, "PYTHONPATH": str(checkout)}
    made = subprocess.run(command, cwd=checkout, env=environment, check=True, capture_output=True, text=True)
    seal = [_python(checkout), "-c", "from web.cli import main; main()", "checkpoint"]
    subprocess.run(seal, cwd=checkout, env={**environment, "CAUCE_DATABASE_URL": url}, check=False, capture_output=True)
    found: dict[str, list[str]] = json.loads(made.stdout.splitlines()[-1])
    return found


def phase(everybody: list[Person], think: float, seconds: float) -> Told:
    """Let everybody work for so long."""
    told, failed = Told(), list[BaseException]()
    began, spent = monotonic(), process_time()
    until = began + seconds

    def work(number: int, person: Person) -> None:
        try:
            person.work(told, think, until, Random(number))
        except BaseException as error:
            failed.append(error)

    threads = [threading.Thread(target=work, args=each) for each in enumerate(everybody)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    if failed:
        raise failed[0]
    told.elapsed, told.spent = monotonic() - began, process_time() - spent
    return told


def _over(measured: Mapping[str, Mapping[str, Mapping[str, float]]], phase: str, name: str) -> float:
    return measured["this"][phase][name] / measured["beside"][phase][name]


def main() -> int:
    """Measure, and print what was measured."""
    parser = argparse.ArgumentParser(prog="python -m tests.bench.load", description="People who complete over HTTP.")
    parser.add_argument("--kind", choices=stores.KINDS, default=stores.SQLITE)
    parser.add_argument("--processes", type=int, default=2)
    parser.add_argument("--people", type=int, default=64)
    parser.add_argument("--think", type=float, default=4)
    parser.add_argument("--seconds", type=float, default=30)
    parser.add_argument("--beside", type=Path, help="another checkout, measured in turns")
    parser.add_argument("--json", action="store_true")
    given = parser.parse_args()
    checkouts = {"this": ROOT} | ({"beside": given.beside.resolve()} if given.beside else {})
    figures: dict[str, object] = {"load_before": round(os.getloadavg()[0], 2), "cpus": os.cpu_count()}
    measured: dict[str, dict[str, dict[str, float]]] = {}
    with stores.opened(Path(tempfile.gettempdir()) / "cauce-load") as opened:
        for name, checkout in checkouts.items():
            url = opened.make(given.kind)
            each = 60 + int(given.seconds * (1 / max(given.think, 0.1) + 400 / given.people))  # more than is completed
            waiting = company(checkout, url, given.people, each)
            with served(checkout, url, given.processes) as (port, pid):
                everybody = [Person(port, person, steps) for person, steps in waiting.items()]
                phase(everybody[:8], 0, 2)  # templates are compiled, statements prepared
                paced = phase(everybody, given.think, given.seconds)
                spent = cpu_of(pid)
                saturated = phase(everybody, 0, given.seconds)
                spent = (cpu_of(pid) - spent) / len(saturated.completions) * 1000
            measured[name] = {"paced": paced.figures(), "saturated": saturated.figures()}
            measured[name]["saturated"]["server_cpu_ms"] = round(spent, 2)
    figures |= measured
    if len(measured) > 1:
        figures["ratios"] = {
            "saturated_completions_per_s": round(_over(measured, "saturated", "completions_per_s"), 2),
            "server_cpu_ms": round(_over(measured, "saturated", "server_cpu_ms"), 2),
            "paced_p95_ms": round(_over(measured, "paced", "p95_ms"), 2),
        }
    print(json.dumps(figures, indent=None if given.json else 2))
    return 0


if __name__ == "__main__":
    raise SystemExit(main())
