"""How an e-mail of a draft reads beside the editor, with values made up."""

import pytest

from tests.web.processes.test_drafting import PAGE, author

__all__ = ["author"]


@pytest.fixture
def read(author):
    """The text of the preview of what was written."""

    def ask(**said):
        author.get(PAGE)
        author.post(PAGE + "/carta", said)
        assert author.response.status_code == 200
        return " ".join(author.response.get_data(as_text=True).split())

    return ask


def test_it_has_a_value_in_each_place_and_names_who_gets_it(read):
    text = read(
        subject="Propuesta: {requerimiento}",
        text="Entrega: {fecha_entrega}. Monto: ${monto_propuesta:2}. {no_existe}",
        to="comercial",
    )
    assert "{" not in text
    assert "<b>Comercial</b> (" in text
    assert " de 20" in text.split("Entrega: ")[1].split(".")[0]  # a date in full
    assert ".00" in text.split("Monto: $")[1] or "." in text.split("Monto: $")[1].split(" ")[0]
    assert "—" in text.split("Monto")[1]


def test_whom_a_field_names_is_who_is_named_there(read):
    text = read(subject="x", text="y", expression="areas")
    assert "<b>SOC/NOC</b>" in text


def test_what_a_script_makes_is_known_too(read):
    assert "<b>SOC/NOC</b>" in read(subject="x", text="y", expression="areas_involucradas")


def test_an_invitation_goes_to_an_address_with_the_day_on_which_its_link_ends(read):
    text = read(subject="x", text="Hasta el {expires}", invitation="1", email="correo", until="vigencia_propuesta")
    assert "@" in text.split("</dd>")[0]
    assert " de 20" in text.split("Hasta el ")[1]
    assert "Abrir la página" in text


def test_what_is_confidential_has_a_dash_as_in_every_letter_that_leaves(read):
    text = read(subject="Margen {margen}", text="Costo {costo_total}, entrega {fecha_entrega}")
    assert "Margen —" in text and "Costo —, entrega " in text and "entrega —" not in text


@pytest.mark.parametrize("expression", ["areas +", "no_existe", "1 / 0"])
def test_what_cannot_be_worked_out_names_nobody(read, expression):
    assert "nadie todavía" in read(subject="x", text="y", expression=expression)


def test_what_is_written_cannot_become_a_part_of_the_page(read):
    assert "<script>" not in read(subject="<script>", text="<script>alert(1)</script>")
