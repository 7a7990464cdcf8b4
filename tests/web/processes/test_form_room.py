"""The room «Formularios»: what a step asks is written on pages, without a file and without script."""

import json

import pytest

from bpmn.forms.editing.components import component, walk
from engine.definitions import drafts
from tests.support import Company
from web.processes.form_room.room import place_of

ROOM = "/procesos/gestion_comercial/formularios"
FORM = ROOM + "/business_case"


@pytest.fixture
def author(visit):
    page = visit("director_comercial")
    page.post("/procesos/gestion_comercial/borrador")
    return page


def draft_of(company: Company):
    with company.database.reading() as connection:
        return drafts.open_draft(connection, "gestion_comercial")


def form_of(company: Company, form_id="business_case"):
    return json.loads(draft_of(company).forms[form_id])


def submit(page, values, form="//form[@data-room]", button=None):
    """Send a form of the page with what it holds, but for some of it. A list stands for all inputs of a name."""
    found = page.page.xpath(form)[0]
    data: dict[str, list[str]] = {}
    for name, value in found.form_values():
        data.setdefault(name, []).append(value)
    data |= {name: value if isinstance(value, list) else [value] for name, value in values.items()}
    if button:
        data[button[0]] = [button[1]]
    return page._look(page.client.post(found.get("action"), data=data, follow_redirects=True))


def place(page, label):
    """The address of the page of a field in the list of a form's fields."""
    return page.page.xpath("//ol[@class='fields']//a[.=$label]/@href", label=label)[0]


def row(page, label):
    return page.page.xpath("//ol[@class='fields']//div[@class='row'][a=$label]", label=label)[0]


def condition(page, text):
    """The key of a condition by what it says."""
    return page.page.xpath("//option[.=$text]/@value", text=text)[0]


def test_the_forms_are_listed_by_their_steps_and_never_by_an_id(author):
    author.get(ROOM)
    listed = [" ".join(each.text_content().split()) for each in author.page.xpath("//table//tr/td[1]")]
    assert author.status == 200 and listed[0].startswith("Prosp") and len(listed) == 17
    text = author.text()
    assert not [each for each in ("business_case", "prospeccion", "archivo_") if each in text]
    assert author.page.xpath("//nav[@class='tabs']/a[@aria-current]")[0].text_content() == "Formularios"


def test_a_field_is_added_and_says_what_it_asks(author, company):
    author.get(FORM)
    submit(author, {"label": "Moneda del contrato", "kind": "one"}, "//section[@aria-labelledby='agregar']//form")
    assert author.status == 200 and author.path.endswith("/campo/2") and "Moneda del contrato" in author.text("//h1")
    given = {"option-label": ["Pesos", "Dólares", "", ""], "required-how": "always", "description": "La del cliente."}
    submit(author, given)
    made = form_of(company)["components"][2]
    assert made == {
        "type": "radio", "id": "campo_moneda_del_contrato", "key": "moneda_del_contrato",
        "label": "Moneda del contrato",
        "values": [{"label": "Pesos", "value": "opcion_1"}, {"label": "Dólares", "value": "opcion_2"}],
        "description": "La del cliente.", "validate": {"required": True},
    }  # fmt: skip
    assert author.path == FORM
    assert "Una opción · obligatorio · Pesos · Dólares" in " ".join(
        row(author, "Moneda del contrato").text_content().split()
    )


def test_a_page_that_is_saved_untouched_leaves_every_shipped_form_as_it_is(author, visit, company):
    """The page of one field of each make: of those of a kind that say the same things. What a page makes of every field
    is tests/bpmn/forms/editing/test_whole.py's, by the same name."""
    before, seen = dict(draft_of(company).forms), set()
    for form_id in before:
        form = json.loads(before[form_id])
        author = visit("director_comercial").get(f"{ROOM}/{form_id}")  # a session does not last for all of them
        addresses = author.page.xpath("//ol[@class='fields']//a[@class='step']/@href")
        assert len(addresses) == len(list(walk(form)))
        for address in addresses:
            make = make_of(component(form, place_of(address.rpartition("/")[2])))
            if make in seen:
                continue
            seen.add(make)
            author.get(address)
            assert author.status == 200, address
            submit(author, {})
            assert author.status == 200 and author.path == f"{ROOM}/{form_id}", (address, author.errors)
    assert len(seen) > 20
    after = dict(draft_of(company).forms)
    assert [id for id in before if json.loads(before[id]) != json.loads(after[id])] == []
    assert after == before


def make_of(field):
    """The kind of a field, and which things are said of it."""
    said = {name: sorted(value) if isinstance(value, dict) else [] for name, value in field.items()}
    return json.dumps([field["type"], said], sort_keys=True)


def test_a_field_is_shown_when_what_was_chosen_holds(author, company):
    author.get(FORM)
    author.get(place(author, "Forma de pago"))
    key = condition(author, "¿Tipo de requerimiento? es «Compraventa»")
    other = condition(author, "Precio de venta es más de …")
    values = {"shown-how": "rows", "shown-every": "any", "shown-row": [key, other], "shown-value": ["", "$1,000"]}
    submit(author, values)
    found = form_of(company)["components"][1]["components"][5]
    assert found["conditional"]["hide"] == '=tipo_requerimiento != "compraventa" and (precio_venta > 1000) != true'
    said = " ".join(row(author, "Forma de pago").text_content().split())
    assert "se muestra si «¿Tipo de requerimiento?» es «Compraventa» o «Precio de venta» es mayor que" in said
    author.get(place(author, "Forma de pago"))
    assert author.page.xpath("//input[@name='shown-how'][@checked]/@value") == ["rows"]
    chosen = author.page.xpath("//select[@name='shown-row']/optgroup/option[@selected]/text()")
    assert chosen == ["¿Tipo de requerimiento? es «Compraventa»", "Precio de venta es más de …"]


def test_only_what_there_can_be_by_then_is_offered(author):
    author.get(ROOM + "/prospeccion")
    author.get(place(author, "Contacto"))
    assert not author.page.xpath("//optgroup[@label='Precio de venta']")
    assert author.page.xpath("//optgroup[@label='Origen del lead']")


def test_what_cannot_be_taken_is_said_and_nothing_that_was_typed_is_lost(author, company):
    author.get(FORM)
    author.get(place(author, "Precio de venta"))
    before = form_of(company)
    submit(author, {"min": "mil pesos", "label": "Precio final", "shown-how": "rows"})
    assert author.status == 422 and form_of(company) == before
    assert author.value("min") == "mil pesos" and author.value("label") == "Precio final"
    assert author.errors == {
        "min": "«mil pesos» no es un número.",
        "shown": "Elija al menos una condición, u otra manera.",
    }
    submit(author, {"min": "1,000", "shown-how": "always"})
    assert author.path == FORM and "Precio final" in author.text()


def test_a_wrong_expression_is_saved_and_found_at_its_field(author):
    author.get(FORM)
    address = place(author, "Margen")
    author.get(address)
    submit(author, {"calculation-how": "text", "calculation-text": "precio_venta -"})
    wrong = author.page.xpath("//ol[@class='fields']//li[contains(@class, 'wrong')]//p[@class='error']")
    assert len(wrong) == 1 and "Por corregir" in wrong[0].text_content()
    assert wrong[0].xpath("ancestor::li[1]//a")[0].text_content() == "Margen"
    author.get(address)
    assert author.value("calculation-text") == "precio_venta -" and "Por corregir en este campo" in author.text()
    author.get(FORM + "/vista")
    assert "Todavía no se puede mostrar" in author.text("//body")
    author.get(ROOM)
    assert "1 por corregir" in author.text("//table")


def test_fields_move_are_doubled_and_taken_out(author, company):
    author.get(FORM)
    form = "//form[input[@name='id'][@value='campo_forma_pago']]"
    submit(author, {}, form, ("act", "up"))
    submit(author, {}, form, ("act", "up"))
    keys = [each.get("key") for each in form_of(company)["components"][1]["components"]]
    assert keys[2:5] == ["costo_total", "forma_pago", "precio_venta"] and keys.count("forma_pago") == 1
    submit(author, {}, form, ("act", "duplicate"))
    keys = [each.get("key") for each in form_of(company)["components"][1]["components"]]
    assert keys[keys.index("forma_pago") + 1] == "forma_pago_2"
    author.get(place(author, "Riesgos para la rentabilidad"))
    moving = "//section[@aria-labelledby='lugar']//form"
    submit(author, {"to": "0-0"}, moving, ("act", "move"))
    assert form_of(company)["components"][0]["components"][0]["key"] == "riesgos_business_case"
    author.get(place(author, "Riesgos para la rentabilidad"))
    submit(author, {}, "//details[@id='quitar']//form", ("act", "remove"))
    assert "riesgos_business_case" not in json.dumps(form_of(company))


def test_fields_of_another_step_are_copied_to_be_read(author, company):
    author.get(FORM + "?de=participacion")
    offered = author.page.xpath("//details[@id='copiar']//input[@name='field']/@value")
    author.post(FORM + "/copiar", {"source": "participacion", "field": offered[-1], "way": "read"})
    made = form_of(company)["components"][-1]
    assert made.get("readonly") is True and author.path == FORM
    author.post(FORM + "/copiar", {"source": "participacion", "way": "read"})
    assert author.status == 422 and "No se eligió nada" in author.text("//*[@class='summary']")


def test_a_step_without_a_form_is_given_one_like_another(author, company):
    author.post(FORM + "/eliminar")
    assert "business_case" not in draft_of(company).forms and b'form="business_case"' not in draft_of(company).diagram
    assert author.path == ROOM and "Generar el business case" in author.text("//select[@id='step']")
    author.post(ROOM, {"step": "business_case", "like": "justificar_no_go"})
    assert author.path == FORM and author.status == 200
    assert form_of(company) == {**form_of(company, "justificar_no_go"), "id": "business_case"}
    assert b'form="business_case"' in draft_of(company).diagram


def test_which_steps_have_a_form_is_written_into_the_diagram(author, company):
    author.post(FORM + "/pasos", {"step": ["validacion", "business_case"]})
    author.get(ROOM)
    assert "Validación administrativa y técnica" in author.text(
        "//table//tr[td//a[contains(., 'Generar el business case')]]"
    )
    author.post(FORM + "/pasos", {"step": "business_case"})
    author.get(ROOM)
    assert "Un formulario que ningún paso tiene" in author.text("//table")  # the one that the other step had


def test_what_somebody_else_made_of_the_very_field_meanwhile_is_not_overwritten(author, visit, company):
    author.get(FORM)
    address = place(author, "Forma de pago")
    author.get(address)
    other = visit("director_comercial").get(address)
    submit(other, {"label": "Condiciones de pago"})
    submit(author, {"label": "Pago"})
    assert author.status == 409 and author.value("label") == "Pago" and "No se guardó" in author.text()
    submit(author, {})
    assert author.path == FORM and "Pago" in author.text() and "Condiciones de pago" not in author.text()


def test_what_is_changed_elsewhere_is_not_in_the_way(author, visit, company):
    author.get(FORM)
    address = place(author, "Forma de pago")
    author.get(address)
    other = visit("director_comercial").get(FORM)
    submit(other, {"label": "Antes de todo", "kind": "text", "to": "0"}, "//section[@aria-labelledby='agregar']//form")
    submit(author, {"label": "Pago"})
    assert author.status == 200 and author.path == FORM
    assert form_of(company)["components"][2]["components"][5]["label"] == "Pago"


def test_the_form_is_shown_by_the_renderer_of_steps_and_tried_without_keeping_anything(author, company):
    author.get(FORM + "/vista")
    assert author.status == 200 and author.value("precio_venta") and "Costos del proyecto" in author.text("//body")
    author.get(FORM + "/vista?vacio=1")
    assert author.value("precio_venta") == ""
    submit(author, {}, "//form[@class='form']")
    assert "Precio de venta: falta este dato." in author.text("//*[@class='summary']")
    before = draft_of(company).revision
    author.get(FORM + "/vista")
    submit(author, {"conclusiones_business_case": "Conviene seguir adelante con el proyecto."}, "//form[@class='form']")
    assert "Con esto se completaría el paso" in author.text("//body") and draft_of(company).revision == before


def test_a_field_is_seen_as_it_would_look_before_it_is_saved(author, company):
    author.get(FORM)
    author.get(place(author, "Forma de pago"))
    found = author.page.xpath("//form[@data-room]")[0]
    data = {**dict(found.form_values()), "label": "Cómo se paga"}
    look = author.page.xpath("//button[@data-look]")[0]
    assert look.get("formtarget") == author.page.xpath("//iframe/@name")[0]
    author.post(look.get("formaction"), data)
    assert "Cómo se paga" in author.text("//body") and "Cómo se paga" not in json.dumps(form_of(company))


def test_only_the_view_may_stand_in_a_frame_and_only_of_ours(author):
    policy = author.get(FORM + "/vista").response.headers["Content-Security-Policy"]
    assert "frame-ancestors 'self'" in policy and "default-src 'none'" in policy and "frame-src" not in policy
    policy = author.get(FORM).response.headers["Content-Security-Policy"]
    assert "frame-src 'self'" in policy and "frame-ancestors 'none'" in policy
    assert "frame-src" not in author.get(ROOM).response.headers["Content-Security-Policy"]


@pytest.mark.parametrize("address", ["", "/business_case", "/business_case/campo/0", "/business_case/vista"])
def test_whoever_may_not_write_the_draft_is_led_to_its_page(author, visit, address):
    other = visit("control_documentos").get(ROOM + address)
    assert other.path == "/procesos/gestion_comercial/editar" and other.status == 200


@pytest.mark.parametrize("address", ["/nada", "/nada/vista", "/business_case/campo/x", "/nada/campo/0"])
def test_what_is_not_there_is_not_found(author, address):
    assert author.get(ROOM + address).status == 404


def test_a_place_that_is_gone_leads_back_to_the_form(author):
    assert author.get(FORM + "/campo/90").path == FORM


def test_a_field_without_a_name_is_not_added(author, company):
    before = form_of(company)
    author.post(FORM + "/agregar", {"label": " ", "kind": "text"})
    assert author.status == 422 and "Escriba cómo se llama el campo" in author.text("//*[@class='summary']")
    author.post(FORM + "/agregar", {"label": "X", "kind": "nothing"})
    assert author.status == 422 and form_of(company) == before


def test_a_field_says_in_how_many_places_its_answer_is_used_and_leads_there(author):
    author.get(ROOM + "/validar_business_case")
    author.get(place(author, "¿Go / No Go?"))
    section = author.text("//section[@aria-labelledby='lugar']")
    assert "Lo que se responde aquí se usa en" in section and "lugares más" in section
    assert "Se usa en" in author.text("//details[@id='quitar']")
    there = author.page.xpath("//section[@aria-labelledby='lugar']//a/@href")
    assert author.get(there[0]).status == 200 and "/datos/go" in author.path


def test_a_computed_value_is_said_in_words(author):
    author.get(FORM)
    said = [" ".join(row(author, label).text_content().split()) for label in ("Costo total", "Margen")]
    assert "= la suma de («Monto»)" in said[0]
    assert "= («Precio de venta» − «Costo total») ÷ «Precio de venta» × 100 ·" in said[1]
