"""Which records a diagram names, and which of its steps leave and change each."""

from bpmn.forms.schema.reader import read_form
from bpmn.model import Record
from bpmn.reader import read
from engine.definitions.sources import SHIPPED
from engine.records.kinds import RecordKind, key_of, record_kinds

FOLDER = SHIPPED / "gestion_comercial"


def shipped() -> dict[str, RecordKind]:
    definitions = read((FOLDER / "gestion_comercial.bpmn").read_bytes()).definitions
    assert definitions is not None
    forms = {}
    for path in FOLDER.glob("*.form.json"):
        form = read_form(path.read_bytes()).form
        assert form is not None
        forms[path.name.removesuffix(".form.json")] = form
    return {kind.key: kind for kind in record_kinds(definitions.processes[0], forms)}


def test_a_record_is_known_by_its_code_or_else_by_its_name_in_plain_letters() -> None:
    assert key_of(Record(code="F-COM-001", name="Requerimiento comercial")) == "f-com-001"
    assert key_of(Record(code=None, name="Información y/o documentación del servicio")) == (
        "informacion-y-o-documentacion-del-servicio"
    )
    assert key_of(Record(code=None, name="¿?")) == "registro"


def test_the_steps_of_a_record_are_those_that_name_it_in_the_order_of_the_diagram() -> None:
    proposal = shipped()["f-com-003"]
    assert proposal.title == "F-COM-003 Propuesta Técnica y Económica"
    assert proposal.activities[0] == "elaborar_propuesta"
    assert {"validar_cumplimiento", "correcciones", "revisar_propuesta"} < set(proposal.activities)
    assert {"resumen_propuesta", "monto_propuesta", "archivo_propuesta"} < proposal.writes
    assert "cumple" not in proposal.writes


def test_nothing_is_kept_of_a_record_whose_steps_have_no_form() -> None:
    assert shipped()["correo-electronico"].activities[0] == "notificar_cumplimiento"
    definitions = read((FOLDER / "gestion_comercial.bpmn").read_bytes()).definitions
    assert definitions is not None
    assert all(kind.writes == frozenset() for kind in record_kinds(definitions.processes[0], {}))


def test_the_shipped_templates_are_of_records_that_the_diagram_names() -> None:
    named = {path.stem for path in (FOLDER / "records").iterdir()}
    assert named <= shipped().keys()
    assert {path.suffix for path in (FOLDER / "records").iterdir()} == {".docx", ".typ"}
