"""A proposal that a client is about to look at, and what the client may answer."""

from collections.abc import Iterator
from contextlib import contextmanager
from datetime import datetime, timedelta

import pytest

from engine.client_access.links import Link
from engine.identity.queries import person
from engine.instances import client_links, queries
from engine.instances.client_links import Offer, Review
from engine.instances.projection import Projection
from engine.instances.reading import EVERYTHING
from engine.notifications.outbox import Message
from tests.support import Company

SERVICE = {"tipo_requerimiento": "servicio", "areas": ["soc_noc"]}
GO = {"business_case_aprobado": True, "go": True}
YES = {"cumple_tecnicamente": True, "cumple_economicamente": True, "autoriza_nombre": "Laura Pérez"}
NO = {"cumple_tecnicamente": False, "acepta_comentarios": False}
COMMENTS = {
    "cumple_tecnicamente": False,
    "acepta_comentarios": True,
    "comentarios_cliente": "Falta el detalle del horario de atención.",
}
EMAIL = "laura@cliente.example"
CONTACT = "Laura Pérez, Compras"


def to_be_sent(company: Company, email: str = EMAIL) -> str:
    """An opportunity whose proposal Comercial is about to send (activity 7)."""
    folio = company.start()
    contact = {"cliente": "Banco del Bajío Norte", "contacto": CONTACT, "correo": email, "requerimiento": "SOC 24x7"}
    company.do(folio, "prospeccion", contact)
    company.do(folio, "validacion", SERVICE)
    for element in ("participacion", "dimensionamiento", "business_case"):
        company.do(folio, element)
    company.do(folio, "validar_business_case", GO)
    company.do(folio, "elaborar_propuesta", {"vigencia_propuesta": "2026-03-20"})
    company.do(folio, "validar_cumplimiento", {"cumple": True})
    return folio


def sent(company: Company) -> str:
    """An opportunity whose proposal the client may look at (activity 8)."""
    folio = to_be_sent(company)
    company.do(folio, "enviar_cliente")
    return folio


def offered(company: Company, folio: str, who: str = "comercial", at: datetime | None = None) -> list[Offer]:
    """The links of an opportunity as somebody sees them."""
    with company.database.reading() as connection:
        acting = person(connection, who)
        return client_links.offers(connection, company.runtime, EVERYTHING, folio, acting, at=at or company.clock())


def token_of(company: Company, folio: str) -> str:
    """The token of the link that the client of an opportunity has."""
    (offer,) = offered(company, folio)
    assert offer.token is not None
    return offer.token


def reviewed(company: Company, token: str, at: datetime | None = None) -> Review:
    """What whoever has the token finds."""
    with company.database.reading() as connection:
        return client_links.review(connection, company.runtime, token, at=at or company.clock())


def answer(company: Company, token: str, values: dict[str, object], at: datetime | None = None) -> Projection:
    """The client answers."""
    found = reviewed(company, token, at)
    with company.database.transaction() as connection:
        return client_links.answer(connection, company.runtime, found.link, values, at=at or company.clock())


def later(company: Company, **by: float) -> datetime:
    """A moment to come; the company's clock stays."""
    return company.clock() + timedelta(**by)


@contextmanager
def refused(kind: type[Exception]) -> Iterator[None]:
    """The block is refused so, and its transaction rolled back."""
    with pytest.raises(kind):
        yield


def make(company: Company, work_item: str, actor: str = "comercial") -> Link:
    """Somebody makes another link to a piece of work."""
    with company.database.transaction() as connection:
        return client_links.make(connection, company.runtime, work_item, actor=actor, at=company.clock())


def revoke(company: Company, link: str, actor: str = "comercial") -> Link:
    """Somebody ends a link."""
    with company.database.transaction() as connection:
        return client_links.revoke(connection, company.runtime, link, actor=actor, at=company.clock())


def letters(company: Company, folio: str) -> list[Message]:
    """What the client of an opportunity was written."""
    with company.database.reading() as connection:
        return [letter for letter in queries.sent(connection, EVERYTHING, folio) if EMAIL in letter.to]


def types(company: Company, folio: str, since: int) -> list[str]:
    """The types of the events behind the first so many."""
    return [event.type for event in company.history(folio)[since:]]
