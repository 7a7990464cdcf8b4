"""Disposing of values, as tests say it."""

from engine.disposal.commands import Disposed, dispose
from engine.instances.runtime import Runtime
from engine.verification.instance_verifier import verify
from engine.verification.report import Report
from tests.support import Company

RULE = "Artículo 25 de la LFPDPPP: cancelación pedida por el titular"


def disposed(company: Company, folio: str, rule: str = RULE, actor: str = "control_documentos") -> Disposed:
    with company.database.transaction() as connection:
        return dispose(connection, company.runtime, folio, rule, actor=actor, at=company.clock())


def verified(company: Company, folio: str) -> Report:
    with company.database.reading() as connection:
        return verify(connection, Runtime(company.runtime.calendar), folio)
