"""The procedure with a mistake, where a client counts the pieces, by a link."""

from collections.abc import Mapping
from datetime import datetime

from engine.definitions.inspection import Source
from engine.form_drafts import client_links as renewing
from engine.incidents import client_answers, commands
from engine.incidents.client_answers import KeptAnswer
from engine.incidents.commands import StoppedByIncident
from engine.instances.projection import Projection
from tests.engine.client_access.proposal import CONTACT, EMAIL, reviewed, token_of
from tests.engine.definitions.publishing import publish
from tests.engine.incidents.stopping import NONE, WRONG, counting
from tests.support import Company


def asking(script: str = WRONG) -> Source:
    """`contar` is the client's; a script says who that is."""
    source = counting(script, "start > datos > contar > script > b > end")
    invitation = (
        '<cauce:invitation email="correo" person="contacto" subject="Conteo">Cuente las piezas.</cauce:invitation>'
    )
    client = (
        f'<bpmn:lane id="cliente" name="Cliente"><bpmn:extensionElements>{invitation}</bpmn:extensionElements>'
        "<bpmn:flowNodeRef>contar</bpmn:flowNodeRef></bpmn:lane>"
    )
    who = f"<bpmn:script>correo = &quot;{EMAIL}&quot;\ncontacto = &quot;{CONTACT}&quot;</bpmn:script>"
    changed = source.diagram.decode()
    for old, new in (
        ("<bpmn:flowNodeRef>contar</bpmn:flowNodeRef>", "<bpmn:flowNodeRef>datos</bpmn:flowNodeRef>"),
        ("</bpmn:laneSet>", f"{client}</bpmn:laneSet>"),
        ('<bpmn:userTask id="datos" ></bpmn:userTask>', f'<bpmn:scriptTask id="datos">{who}</bpmn:scriptTask>'),
    ):
        assert old in changed, (old, changed)
        changed = changed.replace(old, new, 1)
    return Source(source.file, changed.encode(), source.forms)


def asking_nothing(script: str = WRONG) -> Source:
    """The same without a form: the client says no more than that it is done, and there are no pieces."""
    source = asking(script)
    diagram = source.diagram.replace(b'<cauce:activity form="conteo"/>', b"")
    return Source(source.file, diagram.replace(b"contacto = ", b"piezas = 0\ncontacto = "), {})


def begun(company: Company, source: Source | None = None) -> tuple[str, str]:
    """An instance that waits for its client; its folio, and the token of the client's link."""
    publish(company, asking() if source is None else source)
    folio = company.start("p", "comercial")
    return folio, token_of(company, folio)


def stopped(company: Company) -> tuple[str, str]:
    """One whose client has answered, and which cannot go on."""
    folio, token = begun(company)
    assert isinstance(answer(company, token, NONE), StoppedByIncident)
    return folio, token


def answer(
    company: Company, token: str, values: Mapping[str, object], at: datetime | None = None
) -> Projection | StoppedByIncident:
    """The client answers."""
    link = reviewed(company, token, at).link
    with company.database.transaction() as connection:
        return commands.answer(connection, company.runtime, link, values, at=at or company.clock())


def kept(company: Company, folio: str) -> KeptAnswer | None:
    """What the client's link brought and could not count."""
    with company.database.reading() as connection:
        return client_answers.kept(connection, company.task(folio, "contar").item.id)


def forward(company: Company, folio: str, actor: str = "comercial") -> Projection | StoppedByIncident:
    """Somebody sends it on."""
    id = company.task(folio, "contar").item.id
    with company.database.transaction() as connection:
        return client_answers.forward(connection, company.runtime, id, actor=actor, at=company.clock())


def renew(company: Company, folio: str) -> str:
    """Comercial makes another link; gives its token."""
    id = company.task(folio, "contar").item.id
    with company.database.transaction() as connection:
        renewing.make(connection, company.runtime, id, actor="comercial", at=company.clock())
    return token_of(company, folio)
