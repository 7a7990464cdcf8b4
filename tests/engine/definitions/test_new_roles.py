"""A role that a draft needs is made by who writes it, and given by who administers."""

import pytest

from engine.definitions.new_roles import BadRoleName, RoleExists, make_role
from engine.definitions.signing import RightRequired
from engine.errors import NotAllowed, NotFound
from engine.identity.commands import give_role
from engine.identity.queries import all_roles, holders
from tests.engine.definitions.publishing import AUTHOR
from tests.engine.definitions.test_control import do
from tests.support import Company

pytestmark = pytest.mark.both_databases


def made(company: Company, name: str, holder: str | None = None, actor: str = AUTHOR):
    return do(company, make_role, name, holder, actor=actor)


def roles(company: Company) -> dict[str, str]:
    with company.database.reading() as connection:
        return {role.id: role.name for role in all_roles(connection)}


def test_its_id_is_made_of_its_name_and_is_nobody_elses(company: Company) -> None:
    assert made(company, "  Auditoría   Interna ").id == "auditoria_interna"
    assert roles(company)["auditoria_interna"] == "Auditoría Interna"
    assert made(company, "Auditoria-Interna").id == "auditoria_interna_2"
    assert made(company, "5 ejes").id == "rol_5_ejes" and made(company, "質量").id == "rol"


@pytest.mark.parametrize(("name", "error"), [("  ", BadRoleName), ("x" * 101, BadRoleName), ("COMERCIAL", RoleExists)])
def test_a_name_says_something_and_is_not_there_yet(company: Company, name: str, error: type[Exception]) -> None:
    before = roles(company)
    with pytest.raises(error):
        made(company, name)
    assert roles(company) == before


def test_only_who_prepares_versions_makes_one_and_only_an_administrator_gives_it(company: Company) -> None:
    with pytest.raises(RightRequired):
        made(company, "Calidad", actor="comercial")
    with pytest.raises(NotAllowed):
        made(company, "Calidad", holder=AUTHOR)
    assert "calidad" not in roles(company)
    with company.database.transaction() as connection:
        give_role(connection, AUTHOR, "administrador", actor="administrador", at=company.clock())
    with pytest.raises(NotFound):
        made(company, "Calidad", holder="nobody")
    assert made(company, "Calidad", holder="preventa").holders == ("preventa",)
    with company.database.reading() as connection:
        assert holders(connection)["calidad"] == ("preventa",)
