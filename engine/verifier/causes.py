"""Why something cannot be read, in words: whoever checks an evidence need not know Python's."""

import json
import zipfile
import zlib

from .language import say


class Told(ValueError):
    """A cause that says in words what it is."""


def why(error: BaseException) -> str:
    """What an exception says, in words."""
    match error:
        case FileNotFoundError():
            return say("no está")
        case IsADirectoryError():
            return say("es una carpeta")
        case PermissionError():
            return say("no hay permiso para leerlo")
        case OSError():
            return say("el sistema no lo deja leer")
        case zipfile.BadZipFile():
            return say("no es un archivo .zip, o está dañado")
        case zlib.error() | EOFError() | RuntimeError():
            return say("está dañado")
        case json.JSONDecodeError() | UnicodeDecodeError() | RecursionError():
            return say("no es JSON")
        case KeyError():
            return say("le falta «{name}»", name=error.args[0] if error.args else "")
        case Told():
            return str(error)
    return say("no tiene la forma que debe")
