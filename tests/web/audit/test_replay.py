"""The replay without script: a page for each event, a table of all; and what the script is told agrees with both."""

import gzip
import json
from collections import deque
from collections.abc import Iterator
from itertools import islice

import pytest

from engine.identity.queries import person
from engine.instances import queries
from engine.instances.progress.queries import progress
from engine.instances.reading import EVERYTHING
from engine.instances.visible import visible
from engine.replay.states import StateAfter, states
from tests.conftest import FOLIO, WON, open_company
from tests.support import Company
from tests.web.conftest import Visitor, site_of


@pytest.fixture(scope="module")
def company(sqlite_templates, tmp_path_factory) -> Iterator[Company]:
    """Nobody writes anything here, so one serves all."""
    with open_company(sqlite_templates.make(WON, tmp_path_factory.mktemp("replay"))) as found:
        yield found


@pytest.fixture(scope="module")
def folio() -> str:
    return FOLIO


@pytest.fixture(scope="module")
def pages(company, folio, known) -> list[Visitor]:
    """The page of each event, in order, as an auditor sees it."""
    client = site_of(company).test_client()
    Visitor(client).post("/entrar", {"person": "auditor"})
    return [step(Visitor(client), folio, state.event.seq) for state in known]


@pytest.fixture(scope="module")
def known(company, folio) -> list[StateAfter]:
    with company.database.reading() as connection:
        instance = queries.instance(connection, EVERYTHING, folio)
        executable = company.runtime.library.executable(connection, instance.process_id, instance.versions)
        return list(states(executable, queries.history(connection, EVERYTHING, folio)))


def step(page, folio, number):
    page.get(f"/auditoria/{folio}?paso={number}")
    assert page.status == 200
    return page


def slot(page, name):
    return page.text(f"//*[@data-{name}]")


def numbered(known: list[StateAfter], type_: str, element: str | None = None) -> int:
    return next(
        each.event.seq
        for each in known
        if each.event.type == type_ and (element is None or each.event.element == element)
    )


# --- one page for each event


def test_every_event_has_its_page_and_each_leads_to_those_beside_it(pages, known):
    for state, page in zip(known, pages, strict=True):
        number = state.event.seq
        assert slot(page, "number") == str(number) and slot(page, "hash") == state.event.hash
        assert slot(page, "prev") == state.event.prev_hash
        links = {each.get("data-go"): each.get("href") for each in page.page.xpath("//a[@data-go]")}
        assert links["back"] == (f"?paso={number - 1}" if number > 1 else None)
        assert links["on"] == (f"?paso={number + 1}" if number < len(known) else None)


@pytest.mark.parametrize(
    ("asked", "shown"), [("", "1"), ("?paso=0", "1"), ("?paso=-3", "1"), ("?paso=x", "1"), ("?paso=99999", "last")]
)
def test_an_address_outside_the_history_shows_the_nearest_event(visit, folio, known, asked, shown):
    page = visit("auditor").get(f"/auditoria/{folio}{asked}")
    assert slot(page, "number") == (str(len(known)) if shown == "last" else shown)


def test_a_completed_step_says_who_when_and_the_form_as_it_was_filled_in(visit, folio, known):
    number = numbered(known, "user_task_completed", "prospeccion")
    page = step(visit("auditor"), folio, number)
    assert slot(page, "what") == "Director Comercial completó «Prospección y generación de leads»"
    assert slot(page, "who") == "Director Comercial"
    assert slot(page, "when").startswith("lunes 2 de marzo de 2026, 09:0")
    given = {
        row.xpath("string(dt)"): " ".join(row.xpath("string(dd)").split())
        for row in page.page.xpath("//dl[@data-given]/div")
    }
    assert given["Cliente"] == "Aseguradora del Golfo"
    assert (
        given["¿Cómo se recibió el requerimiento?"] == "Visita presencial con el cliente"
    )  # the label, not what is stored
    (link,) = page.page.xpath("//dl[@data-given]//a[text()='F-COM-001.pdf']/@href")
    assert link.startswith(f"/auditoria/{folio}/archivos/")
    answer = page.get(link).response
    assert answer.data == b"%PDF-1.7" and answer.headers["Content-Disposition"].startswith("attachment")


def test_only_files_that_the_history_names_are_handed_out(visit, folio):
    assert visit("auditor").get(f"/auditoria/{folio}/archivos/{'0' * 64}").status == 404


def test_data_that_changed_are_marked_and_said(visit, folio, known):
    page = step(visit("auditor"), folio, numbered(known, "user_task_completed", "correcciones"))
    rows = {
        row.xpath("string(td[1])"): " ".join(row.xpath("string(td[4])").split())
        for row in page.page.xpath("//tbody[@data-differences]/tr")
    }
    assert rows["Propuesta Técnica y Económica (F-COM-003)"] == "cambió"
    assert rows["Correcciones realizadas"] == "se agregó"
    assert "Cliente" not in rows and "Cliente" in page.text("//dl[@data-same]")


def test_an_event_that_changed_nothing_says_so(visit, folio, known):
    page = step(visit("auditor"), folio, numbered(known, "user_task_claimed"))
    assert slot(page, "what") == "Director Comercial tomó «Prospección y generación de leads»"
    assert slot(page, "waits") == "Prospección y generación de leads, con Director Comercial"
    assert page.page.xpath("//*[@data-unchanged]")[0].get("hidden") is None
    assert page.page.xpath("//*[@data-form]")[0].get("hidden") is not None


def test_what_is_recorded_besides_a_form_is_shown_as_it_is_hashed_but_for_whom_a_link_is(
    visit, company, folio, pages, known
):
    with company.database.reading() as connection:
        versions = queries.instance(connection, EVERYTHING, folio).versions
        seen = visible(connection, company.runtime, versions, person(connection, "auditor"))
    told = visit("auditor").get(f"/auditoria/{folio}/pasos").response.json["steps"]
    for state, page in zip(known, pages, strict=True):
        event = state.event
        bare = event.type == "user_task_completed" or event.data == "{}"
        data = seen.event(event).data
        assert data == event.data or event.type in ("user_task_completed", "client_link_made")
        assert page.page.xpath("string(//code[@data-recorded])") == ("" if bare else data)
        assert told[event.seq - 1].get("recorded", "") == ("" if bare else data)


def test_rounds_ways_and_areas_are_said_in_words(pages):
    said = [slot(page, "what") for page in pages]
    assert "Decisión en «¿Cumple con lo establecido?»: No" in said
    assert "Cumplimiento y Mejora Continua completó «Validar el cumplimiento · vuelta 2»" in said
    assert any(
        "Participación e involucramiento en la definición del servicio solicitado · SOC/NOC" in each for each in said
    )
    assert said[-1] == "La oportunidad terminó en «Proyecto ganado»"


def test_where_it_stood_is_a_table_that_agrees_with_what_waited(pages, known):
    for state, page in zip(known, pages, strict=True):
        now = {
            (row.xpath("string(ancestor::table/@data-process)"), row.get("data-step"))
            for row in page.page.xpath("//tr[@data-step][contains(@class, 'current')]")
        }
        expected = {(live.process_id, live.visit.element) for live in state.live if live.kind == "work"}
        calling = {("gestion_comercial", live.visit.scope.split("#")[0]) for live in state.live if live.visit.scope}
        assert now == expected | calling, state.event.seq


# --- what the script is told


def added_up(told: dict) -> Iterator[tuple[dict, dict, dict]]:
    """Each step with the data and the marks that all steps up to it give."""
    data: dict[str, object] = {}
    marks: dict[tuple[str, str], list] = {}
    for one in told["steps"]:
        for name, value in one.get("data", {}).items():
            if value is None:
                del data[name]
            else:
                data[name] = value
        for process, elements in one.get("marks", {}).items():
            for element, mark in elements.items():
                if mark is None:
                    del marks[process, element]
                else:
                    marks[process, element] = mark
        yield one, data, marks


def test_adding_up_what_the_script_is_told_gives_what_the_engine_says_at_each_event(visit, company, folio, known):
    told = visit("auditor").get(f"/auditoria/{folio}/pasos").response.json
    assert (told["folio"], told["start"]) == (folio, "gestion_comercial")
    waits = None
    for (one, data, marks), state in zip(added_up(told), known, strict=True):
        assert data.keys() == state.after.keys() and one["hash"] == state.event.hash
        assert set(one["data"]) == {
            name
            for name in state.before.keys() | state.after.keys()
            if state.before.get(name, folio) != state.after.get(name, folio)
        }
        assert one.get("given", []) == sorted(state.values or {}, key=told["order"].index)
        waits = one.get("waits", waits)
        assert len(waits) == len(state.live)
        current = {place for place, (now, _) in marks.items() if now == "current"}
        assert {(live.process_id, live.visit.element) for live in state.live} <= current
    with company.database.reading() as connection:
        found = progress(connection, company.runtime, EVERYTHING, folio)
    assert {place: times for place, (_, times) in marks.items()} == {
        place: state.times for place, state in found.elements.items()
    }
    flows = {
        (process, flow): on
        for one in told["steps"]
        for process, flows in one.get("flows", {}).items()
        for flow, on in flows.items()
    }
    assert {flow for flow, on in flows.items() if on} == set(found.flows)


def test_the_script_is_told_in_the_words_of_the_page(visit, folio, pages):
    told = visit("auditor").get(f"/auditoria/{folio}/pasos").response.json
    when = way = None
    for page, (one, data, _) in zip(pages, added_up(told), strict=True):
        when, way = one.get("when", when), one.get("way", way)
        said = one["what"], one["who"], way, when
        assert said == tuple(slot(page, name) for name in ("what", "who", "way", "when"))
        given = [each.text for each in page.page.xpath("//dl[@data-given]/div/dt")]
        assert given == [told["labels"][name] for name in one.get("given", [])]
        same = {name for name, value in data.items() if value != "" and name not in one["data"]}
        assert len(page.page.xpath("//dl[@data-same]/div")) == len(same)


def test_it_is_told_compressed_to_whom_can_read_that(visit, folio):
    page = visit("auditor")
    plain = page.get(f"/auditoria/{folio}/pasos").response
    packed = page.get(f"/auditoria/{folio}/pasos", headers={"Accept-Encoding": "gzip, br"}).response
    assert plain.headers.get("Content-Encoding") is None and "Accept-Encoding" in plain.headers["Vary"]
    assert packed.headers["Content-Encoding"] == "gzip"
    assert json.loads(gzip.decompress(packed.data)) == plain.json
    assert len(packed.data) * 3 < len(plain.data)


def test_the_diagram_is_the_one_that_it_ran_on(visit, folio):
    page = visit("auditor")
    for process in ("gestion_comercial", "alianzas_estrategicas"):
        answer = page.get(f"/auditoria/{folio}/diagrama?proceso={process}").response
        assert answer.mimetype == "application/xml" and f'id="{process}"'.encode() in answer.data
    assert page.get(f"/auditoria/{folio}/diagrama?proceso=otro").status == 404


# --- the table, and paper


def test_the_table_has_a_row_for_every_event(visit, folio, known):
    page = visit("auditor").get(f"/auditoria/{folio}/tabla")
    rows = page.page.xpath("//table[contains(@class, 'events')]//tr[@class='event']")
    assert [row.xpath("string(.//code)") for row in rows] == [state.event.hash for state in known]
    assert "completó «Prospección y generación de leads»" in rows[3].text_content()
    data = rows[3].xpath("string(following-sibling::tr)")
    assert "Cliente" in data and "se agregó" in data and "Aseguradora del Golfo" in data


def test_a_long_table_comes_in_pages(visit, folio, known, monkeypatch):
    monkeypatch.setattr("web.audit.views.ROWS", 20)
    page = visit("auditor").get(f"/auditoria/{folio}/tabla")
    seen = []
    while True:
        seen += page.page.xpath("//tr[@class='event']/td[1]/a/text()")
        link = page.page.xpath("//a[@rel='next']/@href")
        if not link:
            break
        page.get(link[0])
    assert seen == [str(state.event.seq) for state in known]
    assert page.page.xpath("//a[@rel='prev']")


def test_every_sheet_says_folio_version_and_the_hash_of_the_last_event(visit, folio, known):
    page = visit("auditor")
    for path in (f"/auditoria/{folio}", f"/auditoria/{folio}/tabla"):
        assert f"/auditoria/{folio}/papel.css" in page.get(path).page.xpath("//link/@href")
    sheet = page.get(f"/auditoria/{folio}/papel.css").response
    assert sheet.mimetype == "text/css"
    said = sheet.text
    assert said.startswith("@page { @bottom-left { content: ")
    assert f'"{folio} · Gestión Comercial versión 4 · evento {len(known)}: {known[-1].event.hash}"' in said


def test_it_is_told_in_english_too(visit, folio, known):
    page = visit("auditor")
    page.post("/idioma", {"language": "en", "back": "/"})
    step(page, folio, numbered(known, "user_task_completed", "prospeccion"))
    assert slot(page, "what") == "Director Comercial completed «Prospección y generación de leads»"


def test_it_is_told_in_parts_that_say_what_comes_before_them(visit, folio, known, monkeypatch):
    auditor, size = visit("auditor"), 9
    whole = auditor.get(f"/auditoria/{folio}/pasos").response.json
    monkeypatch.setattr("web.audit.views.PART", size)
    steps = []
    for first in range(1, len(known) + 1, size):
        part = auditor.get(f"/auditoria/{folio}/pasos?desde={first}").response.json
        before = deque(islice(added_up(whole), first - 1), maxlen=1)
        if before:
            ((one, data, marks),) = before
            assert part["base"]["data"] == data and part["base"]["hash"] == one["hash"]
            told = {(process, id): mark for process, each in part["base"]["marks"].items() for id, mark in each.items()}
            assert {place: tuple(mark) for place, mark in told.items()} == {
                place: tuple(mark) for place, mark in marks.items()
            }
        assert len(part["steps"]) == min(size, len(known) - first + 1)
        assert part["landmarks"] == whole["landmarks"]
        steps += part["steps"]
    assert [one["hash"] for one in steps] == [one["hash"] for one in whole["steps"]]
    assert [one.get("data") for one in steps] == [one.get("data") for one in whole["steps"]]
    assert auditor.get(f"/auditoria/{folio}/pasos?desde={len(known) + 1}").status == 404
