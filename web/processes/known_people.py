"""Who can do the steps of a draft: roles with whoever holds them, as the panels of the editor choose them."""

from bpmn.model import Definitions
from engine.db import Connection
from engine.identity.queries import NOT_WORK, Person, all_people, all_roles
from engine.identity.role_ids import ADMINISTRATOR


def known_people(connection: Connection, definitions: Definitions | None, actor: Person) -> dict[str, object]:
    """``roles``, each with the names of its holders, by name; those that the diagram names and publishing will make are
    among them. ``people`` are those to whom the actor may give a new role: nobody, unless they administer."""
    everybody = all_people(connection)
    names = {person.id: person.name for person in everybody}
    found = {
        role.id: {"id": role.id, "name": role.name, "people": sorted(names[each] for each in role.holders)}
        for role in all_roles(connection)
        if role.id not in NOT_WORK
    }
    for resource in definitions.resources if definitions is not None else ():
        found.setdefault(resource.id, {"id": resource.id, "name": resource.name or resource.id, "people": []})
    gives = ADMINISTRATOR in actor.roles
    return {
        "roles": sorted(found.values(), key=lambda role: str(role["name"]).casefold()),
        "people": [{"id": each.id, "name": each.name} for each in everybody if each.active] if gives else [],
    }
