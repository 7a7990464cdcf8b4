"""A directory for whoever records steps again without asking who there was."""

from engine.identity.directory import Directory


class Everybody(Directory):
    """Somebody holds every role."""

    def __init__(self) -> None:
        pass

    def load(self, role_ids: object) -> None:
        pass

    def anybody(self, role_id: str) -> bool:
        return True
