"""An opportunity under way, with a file, a rework loop and two checkpoints, for tests of verification."""

from collections.abc import Iterable
from pathlib import Path

from sqlalchemy import Connection

from engine.documents.store import store
from engine.history.checkpoints import Stored
from engine.history.keys import KeyFile, new_key
from engine.history.notes import Checkpoint
from engine.instances.reading import EVERYTHING
from engine.instances.runtime import Runtime
from engine.verification import sealing
from engine.verification.asked import Folios
from engine.verification.evidence import evidence
from tests.support import Company

SERVICE = {"tipo_requerimiento": "servicio", "areas": ["soc_noc"]}
GO = {"business_case_aprobado": True, "go": True}


def under_way(company: Company) -> str:
    """Drive an opportunity to where compliance has sent the proposal back once."""
    folio = company.start()
    with company.database.transaction() as connection:
        record = store(connection, "F-COM-001.pdf", b"%PDF-1.7", actor="director_comercial", at=company.clock())
    visit = {"cliente": "Banco", "origen_requerimiento": "visita_presencial", "archivo_f_com_001": [record]}
    company.do(folio, "prospeccion", visit)
    company.do(folio, "validacion", SERVICE)
    for element in ("participacion", "dimensionamiento", "business_case"):
        company.do(folio, element)
    company.do(folio, "validar_business_case", GO)
    company.do(folio, "elaborar_propuesta")
    company.do(folio, "validar_cumplimiento", {"cumple": False})
    return folio


def go_on(company: Company, folio: str) -> None:
    """The corrections are made and accepted; somebody takes the next piece of work."""
    company.do(folio, "correcciones")
    company.do(folio, "validar_cumplimiento", {"cumple": True})
    company.command("claim", company.task(folio, "enviar_cliente").item.id, actor="comercial")


def seal(company: Company, keys: KeyFile) -> Stored:
    """Seal what has grown, all of which must be in order."""
    at = company.clock()
    sealed = sealing.seal(company.database, Runtime(company.runtime.calendar), keys, keys.kept, lambda: at)
    assert sealed.checkpoint is not None and not sealed.refused, sealed
    return sealed.checkpoint


def sealed(company: Company, folder: Path) -> tuple[str, KeyFile]:
    """Its folio, and the key of the two checkpoints."""
    keys = new_key(folder / "seal.pem")
    folio = under_way(company)
    seal(company, keys)
    go_on(company, folio)
    seal(company, keys)
    return folio, keys


def everything(_row: object) -> bool:
    """That whoever asks reads every value."""
    return True


def evidence_of_one(connection: Connection, runtime: Runtime, folio: str, kept: Iterable[Checkpoint] = ()) -> bytes:
    """The evidence of one instance, whole."""
    _, pieces = evidence(connection, runtime, EVERYTHING, Folios([folio]), everything, kept)
    return b"".join(pieces)
