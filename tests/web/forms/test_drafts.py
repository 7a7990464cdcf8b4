"""Drafts on the site, without script and as script saves them: nothing typed is only in a browser."""

import re
from collections.abc import Mapping
from io import BytesIO

import lxml.html
import pytest

from bpmn.forms.kinds.choices import option_key
from engine.documents import store as documents
from engine.form_drafts import commands as drafting
from engine.form_drafts import queries
from engine.instances import queries as instances
from engine.instances.reading import EVERYTHING
from tests.support import Company
from tests.web.conftest import Visitor
from web.forms.attachments import usable_name

DIRECTOR = "director_comercial"
ORIGIN = "¿Cómo se recibió el requerimiento?"


@pytest.fixture
def step(company: Company) -> str:
    return company.task(company.start(), "prospeccion").item.id


@pytest.fixture
def reader(visit, step) -> Visitor:
    return visit(DIRECTOR).get(f"/bandeja/{step}")


def draft_of(company: Company, step: str, owner: str = DIRECTOR) -> dict[str, object]:
    with company.database.reading() as connection:
        found = queries.drafts(connection, instances.task(connection, EVERYTHING, step)[0], owner)
    return dict(found.main.values) if found.main else {}


def given(reader: Visitor, values: dict[str, str]) -> dict[str, list[str]]:
    """What the page at hand sends, with other values."""
    data: dict[str, list[str]] = {}
    for name, value in reader.page.xpath("//form[@id='formulario']")[0].form_values():
        data.setdefault(name, []).append(value)
    return data | {name: [value] for name, value in values.items()}


def parts_of(reader: Visitor) -> str:
    return " ".join(f"{part.get('id')}:{part.get('data-digest')}" for part in reader.page.xpath("//*[@data-digest]"))


def typed(values: Mapping[str, object]) -> dict[str, object]:
    """Sample values as they are typed and attached."""
    found: dict[str, object] = {}
    for name, value in values.items():
        if isinstance(value, list) and value and isinstance(value[0], dict):
            found[name] = [(BytesIO(b"%PDF-1.4"), str(value[0]["name"]))]
        elif isinstance(value, list):
            found[name] = [option_key(each) for each in value]
        else:
            found[name] = ["on" if value is True else value if isinstance(value, str) else option_key(value)]
    return found


def save(reader: Visitor, step: str, values: dict[str, str], turn: int = 1) -> dict[str, object]:
    """Save as the page's script does; gives the answer."""
    data = given(reader, {**values, "draft-turn": str(turn), "parts": parts_of(reader)})
    response = reader.client.post(f"/bandeja/{step}/borrador", data=data)
    assert response.status_code == 200, response.text
    return dict(response.json)


def notice_of(answer: Mapping[str, object]) -> str:
    """What the answer puts where the page tells what happened."""
    return dict(answer["parts"]).get("avisos", "")  # type: ignore[call-overload, no-any-return]


def refusal_of(reader: Visitor, path: str, values: Mapping[str, object]) -> tuple[int, dict[str, object]]:
    """What the page's script is answered where nothing is kept."""
    response = reader.client.post(path, data=values, headers={"Accept": "application/json"})
    return response.status_code, dict(response.json)


def test_a_post_that_is_refused_is_a_draft_and_any_other_browser_goes_on_from_it(reader, visit, company, step):
    reader.submit({"cliente": "Aceros del Norte", "correo": "ana"})
    assert reader.status == 422
    assert draft_of(company, step)["cliente"] == "Aceros del Norte"
    again = visit(DIRECTOR).get(f"/bandeja/{step}")
    assert again.value("cliente") == "Aceros del Norte" and again.value("correo") == "ana"
    assert re.search(r"Recuperado de su borrador de hoy \d\d:\d\d", again.text())


def test_the_button_that_enter_presses_saves_and_completes_nothing(reader, company, step):
    (first, *_) = reader.page.xpath("//form[@id='formulario']//button")
    assert first.get("name") == "save-draft" and first.text_content() == "Guardar borrador"
    reader.submit({"cliente": "Aceros del Norte"}, ("save-draft", "1"))
    assert reader.status == 200 and reader.value("cliente") == "Aceros del Norte"
    assert reader.text("//h1") == "Prospección y generación de leads"
    assert company.task(step.partition(".")[0], "prospeccion").item.status == "open"


def test_a_draft_is_discarded(reader, company, step):
    reader.submit({"cliente": "Aceros del Norte"}, ("save-draft", "1"))
    (discard,) = reader.page.xpath("//form[contains(@action, '/borrador/discard')]")
    reader.post(discard.get("action"), dict(discard.form_values()))
    assert reader.value("cliente") == "" and "Recuperado" not in reader.text()
    assert draft_of(company, step) == {}


def test_files_of_a_post_that_was_refused_are_in_the_draft_and_taken_out_by_a_button(reader, company, step):
    reader.submit({"origen_requerimiento": "RFP"})
    reader.submit({"documento_cliente": [(BytesIO(b"%PDF-1.4"), "rfp.pdf")]})
    (file,) = draft_of(company, step)["documento_cliente"]
    with company.database.reading() as connection:
        assert documents.content(connection, file["sha256"]) == b"%PDF-1.4"
    reader.get(f"/bandeja/{step}")
    assert "rfp.pdf" in reader.text("//ul[@class='files']")
    reader.submit({}, ("take-out", "documento_cliente:0"))
    assert reader.status == 200 and reader.page.xpath("//ul[@class='files']") == []
    assert draft_of(company, step)["documento_cliente"] == []


def test_a_save_answers_only_what_looks_otherwise_now(reader, company, step):
    answer = save(reader, step, {"cliente": "Aceros"})
    assert answer["parts"] == [] and answer["brief"] == ""
    assert re.fullmatch(r"Guardado \d\d:\d\d", str(answer["saved"]))
    answer = save(reader, step, {"cliente": "Aceros", "origen_requerimiento": '"rfp"'}, 2)
    parts = dict(answer["parts"])
    assert parts and all(part in parts_of(reader) for part in parts)
    html = lxml.html.fromstring("".join(parts.values()))
    assert html.xpath("//input[@name='documento_cliente']/@type") == ["hidden", "file"]
    assert html.xpath("//input[@name='cliente']") == []
    assert "documento_cliente" in str(answer["seen"])
    assert draft_of(company, step)["cliente"] == "Aceros"


def test_a_save_tells_what_is_wrong_with_what_was_written_and_what_is_only_wrong_later(reader, step):
    errors = save(reader, step, {"correo": "ana"})["errors"]
    assert [later for id, text, later in errors if id == "campo-correo" and "correo electrónico" in text] == [False]
    assert {later for id, _, later in errors if id == "campo-cliente"} == {True}


def test_a_row_is_added_and_taken_out_without_leaving_the_page(reader, step):
    visit = {"origen_requerimiento": '"visita_presencial"'}
    data = given(reader, {**visit, "draft-turn": "1", "parts": "", "more-rows": "acuerdos_requerimiento"})
    data |= {"acuerdos_requerimiento[0].acuerdo": ["Enviar el anexo"]}
    parts = dict(reader.client.post(f"/bandeja/{step}/borrador", data=data).json["parts"])
    names = lxml.html.fromstring("".join(parts.values())).xpath("//input[contains(@name, '].acuerdo_fecha')]/@name")
    assert names == [f"acuerdos_requerimiento[{row}].acuerdo_fecha" for row in (0, 1)]


def test_a_file_is_stored_as_it_is_chosen_and_one_that_is_not_accepted_is_refused(reader, company, step):
    token = reader.page.xpath("string(//input[@name='csrf-token']/@value)")

    def choose(name: str):
        data = {"csrf-token": token, "documento_cliente": (BytesIO(b"%PDF-1.4"), name)}
        return reader.client.post(f"/bandeja/{step}/archivo", data=data, content_type="multipart/form-data")

    refused = choose("nota.exe")
    assert refused.status_code == 422 and refused.json["signed"] == [] and "nota.exe" in refused.json["refused"][0]
    (signed,) = choose("rfp.pdf").json["signed"]
    answer = save(reader, step, {"origen_requerimiento": '"rfp"', "documento_cliente": signed})
    assert "rfp.pdf" in "".join(html for _, html in answer["parts"])
    assert draft_of(company, step)["documento_cliente"][0]["name"] == "rfp.pdf"


def test_two_pages_of_one_person_lose_no_word_and_the_reader_chooses(visit, company, step):
    desk, phone = visit(DIRECTOR).get(f"/bandeja/{step}"), visit(DIRECTOR).get(f"/bandeja/{step}")
    save(phone, step, {"cliente": "del teléfono"})
    answer = save(desk, step, {"cliente": "de la mesa"})
    assert "en otra página" in notice_of(answer) and "#avisos" in str(answer["brief"])
    desk.get(f"/bandeja/{step}")
    assert desk.value("cliente") == "del teléfono" and "Usar esa" in desk.text()
    (use,) = desk.page.xpath("//form[contains(@action, '/borrador/use')]")
    desk.post(use.get("action"), dict(use.form_values()))
    assert desk.value("cliente") == "de la mesa" and "Usar esa" in desk.text()


def test_a_step_is_not_completed_over_what_another_page_wrote_before_its_reader_was_told(visit, company, step):
    values = company.filled(step, {}, actor=DIRECTOR)
    desk, phone = visit(DIRECTOR).get(f"/bandeja/{step}"), visit(DIRECTOR).get(f"/bandeja/{step}")
    save(phone, step, {"cliente": "del teléfono"})
    texts = {name: str(value) for name, value in values.items() if isinstance(value, str)}
    desk.submit({**texts, "cliente": "de la mesa", "origen_lead": "Foro", "origen_requerimiento": "RFP"})
    assert desk.status == 409 and "otra página" in desk.text("//*[@class='summary']")
    assert desk.value("cliente") == "de la mesa"


def test_who_takes_a_step_over_may_go_on_from_what_the_one_before_wrote(visit, company):
    folio = company.start()
    company.do(folio, "prospeccion")
    step = company.task(folio, "validacion").item.id
    first = visit("comercial").get(f"/bandeja/{step}")
    save(first, step, {"fecha_respuesta_areas": "2026-03-10"})
    second = visit("preventa").get(f"/bandeja/{step}")
    assert "dejó escrito" not in second.text()
    second.post(f"/bandeja/{step}/tomar-en-su-lugar", {"reason": "Está de viaje"}).get(f"/bandeja/{step}")
    (adopt,) = second.page.xpath("//form[contains(@action, '/borrador/adopt')]")
    assert adopt.xpath("string(.//button)").startswith("Usar lo que escribió")
    second.post(adopt.get("action"), dict(adopt.form_values()))
    assert draft_of(company, step, "preventa") == draft_of(company, step, "comercial")


def test_who_writes_in_a_step_is_told_that_a_colleague_took_it(visit, company):
    folio = company.start()
    company.do(folio, "prospeccion")
    step = company.task(folio, "validacion").item.id
    writer = visit("comercial").get(f"/bandeja/{step}")
    assert notice_of(save(writer, step, {"fecha_respuesta_areas": "2026-03-10"})) == ""
    visit("preventa").post(f"/bandeja/{step}/tomar-en-su-lugar", {"reason": "Me toca"})
    answer = save(writer, step, {"fecha_respuesta_areas": "2026-03-12"}, 2)
    assert "tiene ahora este paso" in notice_of(answer) and "se guarda" in notice_of(answer)
    assert "tiene ahora este paso" in str(answer["brief"])
    assert draft_of(company, step, "comercial")["fecha_respuesta_areas"] == "2026-03-12"
    notice = lxml.html.fromstring(notice_of(answer))
    assert notice.xpath("//@data-not-yours"), "the page's style takes the button away that takes the step"
    assert writer.page.xpath("//*[@class='takes']//button")
    writer.submit({"fecha_respuesta_areas": "2026-03-13"}, ("save-draft", "1"))
    assert writer.status == 200 and "tiene ahora este paso" in writer.text()
    assert "vie 13 mar 2026" in writer.text("//*[@class='summary']")
    assert not writer.page.xpath("//main//form[contains(@action, '/borrador')]")


def test_who_is_too_late_finds_what_they_wrote(visit, company):
    folio = company.start()
    company.do(folio, "prospeccion")
    step = company.task(folio, "validacion").item.id
    late = visit("comercial").get(f"/bandeja/{step}")
    save(late, step, {"fecha_respuesta_areas": "2026-03-10"})
    company.command("take_over", step, "Está de viaje", actor="preventa")
    company.complete(step, {"tipo_requerimiento": "servicio", "areas": ["soc_noc"]}, actor="preventa")
    answer = save(late, step, {"fecha_respuesta_areas": "2026-03-12"}, 2)
    assert "ya no está abierto" in notice_of(answer) and "ya no está abierto" in str(answer["brief"])
    late.get(f"/bandeja/{step}")
    assert "jue 12 mar 2026" in late.text("//*[@class='summary']")
    assert "12 mar" not in visit("preventa").get(f"/bandeja/{step}").text()


def test_who_may_not_do_a_step_saves_nothing_into_it(visit, company, step):
    for person, status in (("comercial", 403), ("soc_noc", 404)):
        stranger = visit(person)
        stranger.post(f"/bandeja/{step}/borrador", {"cliente": "de otro"})
        assert stranger.status == status and draft_of(company, step, person) == {}


def test_an_answer_that_decides_how_an_opportunity_ends_is_asked_for_twice_and_its_last_step_is_not(visit, company):
    folio = company.start()
    company.do(folio, "prospeccion")
    company.do(folio, "validacion", {"tipo_requerimiento": "servicio", "areas": ["soc_noc"]})
    for element in ("participacion", "dimensionamiento", "business_case"):
        company.do(folio, element)
    task = company.task(folio, "validar_business_case")
    reader = visit(task.candidates[0]).get(f"/bandeja/{task.item.id}")
    reader.submit({"business_case_aprobado": "Sí"}).submit({"go": "No Go: justificar la improcedencia"})
    reader.submit({"motivo_no_go": "No hay margen que lo justifique."})
    (confirm,) = reader.page.xpath("//button[@name='confirm-end']")
    assert reader.status == 200 and company.task(folio, "validar_business_case")
    told = reader.text("//*[contains(@class, 'confirm')]")
    assert told.startswith(
        "Su respuesta decide cómo termina Con esta respuesta la oportunidad terminará como: «Propuesta improcedente»."
    )
    reader.submit({}, ("confirm-end", "fin_ganada"))
    assert reader.page.xpath("//button[@name='confirm-end']"), "another end than the one that was named"
    reader.submit({}, ("confirm-end", confirm.get("value")))
    assert "Usted completó este paso" in reader.text()
    last = company.task(folio, "justificar_no_go")
    reader = visit(last.candidates[0]).get(f"/bandeja/{last.item.id}")
    reader.submit(typed(company.filled(last.item.id, {"cliente_avisado": False}, actor=last.candidates[0])))
    assert "Usted completó este paso" in reader.text() and company.tasks(folio) == []


def test_a_draft_that_cannot_be_kept_comes_back_with_what_was_written_and_why(reader, company, step, monkeypatch):
    monkeypatch.setattr(drafting, "MAX_CONTENT", 100)
    reader.submit({"cliente": "Aceros del Norte, " * 10}, ("save-draft", "1"))
    assert reader.status == 422 and "demasiado largo" in reader.text("//*[@class='summary']")
    assert str(reader.value("cliente")).startswith("Aceros del Norte, ") and draft_of(company, step) == {}


def test_a_save_that_is_refused_is_told_in_words_to_the_script_of_the_page(reader, visit, company, step, monkeypatch):
    """All of it was told as a lost connection, and tried again for ever."""
    path = f"/bandeja/{step}/borrador"
    given_values = given(reader, {"cliente": "Aceros del Norte"})
    assert refusal_of(reader, path, given_values | {"csrf-token": ["old"]}) == (
        403,
        {"refused": ["Su sesión terminó. Entre de nuevo en otra pestaña y después oprima aquí «Guardar borrador»."]}
        | {"ended": True},
    )
    status, answer = refusal_of(reader, "/bandeja/GC-1999-0001.2/borrador", given_values)
    assert (status, answer["ended"]) == (404, False) and "No existe el paso GC-1999-0001.2" in str(answer["refused"])
    stranger = visit("comercial").get("/bandeja")
    token = stranger.page.xpath("string(//input[@name='csrf-token']/@value)")
    status, answer = refusal_of(stranger, path, {"csrf-token": token, "cliente": "de otro"})
    assert status == 403 and "no puede hacer «Prospección y generación de leads»" in str(answer["refused"])
    status, answer = refusal_of(reader, path, given_values | {"cliente": ["a" * 13_000_000]})
    assert status == 413 and "hasta 4 MB de texto" in str(answer["refused"])
    monkeypatch.setattr(drafting, "MAX_CONTENT", 100)
    status, answer = refusal_of(reader, path, given_values | {"cliente": ["Aceros del Norte, " * 10]})
    assert status == 422 and "demasiado largo" in str(answer["refused"])
    assert draft_of(company, step) == {}


def test_a_file_that_is_too_large_to_be_read_is_told_where_one_writes(reader, step, monkeypatch):
    """It said to go back in the browser, to a form that is on the screen."""
    monkeypatch.setitem(reader.client.application.config, "MAX_CONTENT_LENGTH", 1_000)
    data = {"csrf-token": given(reader, {})["csrf-token"], "archivo": (BytesIO(b"x" * 2_000), "plano.pdf")}
    answer = reader.client.post(
        f"/bandeja/{step}/archivo",
        data=data,
        content_type="multipart/form-data",
        headers={"Accept": "application/json"},
    )
    told = "El archivo no se envió: pasa de 25 MB. Elija uno más pequeño; lo que escribió sigue aquí."
    assert (answer.status_code, answer.json) == (413, {"refused": [told], "ended": False})


def test_a_fault_of_the_site_is_no_refusal(reader, step, monkeypatch):
    monkeypatch.setattr(drafting, "save", lambda *_, **__: 1 / 0)
    status, answer = refusal_of(reader, f"/bandeja/{step}/borrador", given(reader, {"cliente": "Aceros"}))
    assert status == 500 and "falló" in str(answer["refused"])


def test_who_completed_on_one_page_and_goes_on_writing_on_another_is_told_that_it_is_not_kept(reader, company, step):
    """It said that it was kept and could be read; the draft of who completed a step goes."""
    values = given(reader, {"cliente": "Aceros del Norte"})
    company.complete(step, {}, actor=DIRECTOR)
    status, answer = refusal_of(reader, f"/bandeja/{step}/borrador", values)
    assert status == 409 and "Usted ya completó «Prospección y generación de leads»" in str(answer["refused"])


def test_who_completed_on_one_page_and_saves_on_another_keeps_what_they_wrote_before_them(reader, company, step):
    company.complete(step, {}, actor=DIRECTOR)
    reader.submit({"cliente": "Aceros del Norte"}, ("save-draft", "1"))
    assert reader.status == 409 and reader.value("cliente") == "Aceros del Norte"


def test_rows_of_lists_within_lists_are_read_by_the_name_of_their_list(reader, company, step):
    rows = {f"acuerdos_requerimiento[{row}].acuerdo": f"acuerdo {row}" for row in (7, 0, 3)}
    names = {"acuerdos_requerimiento[0][5].acuerdo": "de nadie", "acuerdos_requerimiento[12345].acuerdo": "de nadie"}
    save(reader, step, {"origen_requerimiento": '"visita_presencial"', **rows, **names})
    kept = draft_of(company, step)["acuerdos_requerimiento"]
    assert [row["acuerdo"] for row in kept] == ["acuerdo 0", "acuerdo 3", "acuerdo 7"]  # type: ignore[attr-defined]


def test_a_file_over_what_one_person_may_have_waiting_is_refused_by_name(reader, step, monkeypatch):
    monkeypatch.setattr(documents, "MAX_PENDING", 10)
    token = reader.page.xpath("string(//input[@name='csrf-token']/@value)")
    data = {"csrf-token": token, "documento_cliente": (BytesIO(b"%PDF-1.4 and more"), "rfp.pdf")}
    answer = reader.client.post(f"/bandeja/{step}/archivo", data=data, content_type="multipart/form-data")
    assert answer.status_code == 422 and "rfp.pdf no se guardó" in answer.json["refused"][0]


@pytest.mark.parametrize(
    ("given", "kept"),
    [
        ("../../rfp.pdf", "rfp.pdf"),
        ("rfp\u202efdp.exe", "rfpfdp.exe"),
        ("a\x00\x9b\u2066b.pdf", "ab.pdf"),
        ("\u200f", "archivo"),
        ("año – ñandú.pdf", "año – ñandú.pdf"),
    ],
)
def test_the_name_of_a_file_holds_nothing_that_shows_it_otherwise_than_it_is(given, kept):
    assert usable_name(given) == kept
