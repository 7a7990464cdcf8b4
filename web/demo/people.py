"""Who works in the demonstration: several in each lane, their heads, and who is away."""

from collections.abc import Mapping
from typing import NamedTuple


class Somebody(NamedTuple):
    """A person: `id`, `name`, and the ids of the roles that they hold."""

    id: str
    name: str
    roles: tuple[str, ...]


# The first of each role has the role's own id: so that what is written about the demonstration holds for all of it.
PEOPLE = (
    Somebody("director_comercial", "Alejandro Cárdenas", ("director_comercial",)),
    Somebody("comercial", "Lucía Ramos", ("comercial",)),
    Somebody("mariana", "Mariana Escobedo", ("comercial",)),
    Somebody("jorge", "Jorge Villaseñor", ("comercial",)),
    Somebody("preventa", "Daniel Ortega", ("preventa",)),
    Somebody("paola", "Paola Nieto", ("preventa",)),
    Somebody("soc_noc", "Ricardo Salinas", ("soc_noc",)),
    Somebody("ivan", "Iván Carrillo", ("soc_noc",)),
    Somebody("ciberinteligencia", "Fernanda Luna", ("ciberinteligencia",)),
    Somebody("omar", "Omar Quintana", ("ciberinteligencia",)),
    Somebody("consultoria", "Teresa Aguilar", ("consultoria",)),
    Somebody("hector", "Héctor Barrera", ("consultoria",)),
    Somebody("alianzas", "Gabriela Montes", ("alianzas",)),
    Somebody("raul", "Raúl Espinosa", ("alianzas",)),
    Somebody("cumplimiento", "Patricia Solís", ("cumplimiento",)),
    Somebody("ernesto", "Ernesto Vidal", ("cumplimiento",)),
    Somebody("direccion_general", "Roberto Garza", ("direccion_general",)),
    Somebody("control_documentos", "Elena Robles", ("control_documentos",)),
    Somebody("auditor", "Manuel Ibarra", ("auditor",)),
    Somebody("administrador", "Sofía Treviño", ("administrador",)),
    Somebody("cliente", "Registro de respuestas del cliente", ("cliente",)),
)
NAMES: Mapping[str, str] = {each.id: each.name for each in PEOPLE}
WHO: Mapping[str, Somebody] = {each.id: each for each in PEOPLE}
BY_ROLE: Mapping[str, tuple[str, ...]] = {
    role: tuple(each.id for each in PEOPLE if role in each.roles)
    for role in dict.fromkeys(role for each in PEOPLE for role in each.roles)
}
"""Those who hold each role."""

# Who heads which role; the other roles head themselves.
HEADS: Mapping[str, tuple[str, ...]] = {
    "comercial": ("director_comercial",),
    "preventa": ("director_comercial",),
    "soc_noc": ("soc_noc",),
    "ciberinteligencia": ("ciberinteligencia",),
    "consultoria": ("consultoria",),
    "alianzas": ("alianzas",),
    "cumplimiento": ("cumplimiento",),
}


class Away(NamedTuple):
    """Who is away, who does their work, and from which working day to which, counted from today."""

    person: str
    substitute: str
    first: int
    last: int


AWAY = (
    Away("cumplimiento", "control_documentos", -48, -39),
    Away("consultoria", "hector", -90, -84),
    Away("preventa", "paola", -3, 4),
)
