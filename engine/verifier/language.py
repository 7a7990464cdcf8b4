"""The two languages that the verifier speaks: Spanish, as it is written where it is said, and English, from here."""

_SPOKEN: dict[str, str] = {}


def speak_english() -> None:
    """From here on everything is said in English."""
    _SPOKEN.update(ENGLISH)


def say(spanish: str, **values: object) -> str:
    """A text in the language that is spoken, its places filled with `values`."""
    return _SPOKEN.get(spanish, spanish).format(**values)


ENGLISH = {
    "un evento no dice lo que su huella dice": "an event does not say what its digest says",
    "faltan eventos": "events are missing",
    "hay un evento que no estaba": "there is an event that was not there",
    "los eventos están en otro orden": "the events stand in another order",
    "la llave con que se comprueban los valores no es la de esta historia": (
        "the key that values are checked with is not the one of this history"
    ),
    "la hora de un evento es anterior a la del que lo precede, o no es una hora": (
        "an event's time is before that of the one before it, or is no time"
    ),
    "a la historia le falta el final": "the end of the history is missing",
    "la historia no es la que se selló": "the history is not the one that was sealed",
    "un evento es de un tipo que este verificador no conoce": "an event is of a type that this verifier does not know",
    "al ejecutar el diagrama no ocurre lo que se registró": (
        "executing the diagram gives something else than was recorded"
    ),
    "quien lo hizo no podía hacer ese trabajo en ese momento": "whoever did it could not do that work at that time",
    "el diagrama no es el que se ejecutó": "the diagram is not the one that was executed",
    "un formulario no es el que se usó": "a form is not the one that was used",
    "un archivo no es el que se entregó": "a file is not the one that was handed in",
    "el estado guardado no es el que resulta de la historia": "the stored state is not what the history gives",
    "el registro sellado no contiene lo que dice la evidencia": "the sealed log does not hold what the evidence says",
    "el registro no es el que se selló": "the log is not the one that was sealed",
    "el registro de la evidencia no llega hasta el sello conservado": (
        "the log of the evidence does not reach the kept seal"
    ),
    "un sello no es válido": "a seal does not hold",
    "la evidencia no trae la prueba contra el sello conservado (cauce export --kept)": (
        "the evidence brings no proof against the kept seal (cauce export --kept)"
    ),
    "el sello conservado no lleva una firma conocida": "the kept seal has no known signature",
    "otro contenido": "other content",
    "no se puede leer ({why})": "it cannot be read ({why})",
    "es demasiado grande": "it is too large",
    "es de otra versión": "it is of another version",
    "{code} no se admite": "{code} is not allowed",
    "un número demasiado grande": "too large a number",
    "un número que no es finito": "a number that is not finite",
    "un texto demasiado largo": "too long a text",
    "una lista demasiado larga": "too long a list",
    "demasiado largo": "too long",
    "anidado de más": "nested too deeply",
    "Folio {folio}, {count} eventos": "Folio {folio}, {count} events",
    "sellado con la llave {key}": "sealed with the key {key}",
    ", evento {seq}": ", event {seq}",
    "FALLA": "WRONG",
    "se esperaba": "expected",
    "Reserva": "Reserve",
    "una razón": "a reason",
    " o ": " or ",
    "otra cosa": "something else",
    "se ejecutó hasta el evento {seq}: {why}": "it was executed to event {seq}: {why}",
    "SpiffWorkflow no sabe seguir con una actividad que se repite": (
        "SpiffWorkflow cannot go on with an activity that repeats"
    ),
    "SpiffWorkflow no sabe repetir una actividad justo después de un evento": (
        "SpiffWorkflow cannot repeat an activity right after an event"
    ),
    "SpiffWorkflow no encuentra cómo seguir": "SpiffWorkflow finds no way to go on",
    "un temporizador que se repite": "a timer that repeats",
    "SpiffWorkflow sigue con lo que ya se había cancelado": "SpiffWorkflow goes on with what had been cancelled",
    "SpiffWorkflow borra lo que sigue a otra ficha que pasó por la misma compuerta": (
        "SpiffWorkflow drops what follows from another token that passed the same gateway"
    ),
    "SpiffWorkflow no ve más allá de mil pasos de profundidad": (
        "SpiffWorkflow does not see beyond a depth of a thousand steps"
    ),
    "SpiffWorkflow cuenta otra vez lo que ya llegó a una unión": (
        "SpiffWorkflow counts again what had come to where branches meet"
    ),
    "SpiffWorkflow une de otro modo los datos de las ramas": "SpiffWorkflow merges the data of branches in another way",
    "SpiffWorkflow se detiene en un elemento vacío de una lista": "SpiffWorkflow stops at an empty item of a list",
    "SpiffWorkflow une de otro modo los datos de una actividad que se repite": (
        "SpiffWorkflow merges the data of an activity that repeats in another way"
    ),
    "un evento que se entienda": "an event that can be understood",
    "el estado guardado no se comparó: SpiffWorkflow une de otro modo datos de ramas": (
        "the stored state was not compared: SpiffWorkflow merges data of branches in another way"
    ),
    "quién y por qué": "who and why",
    "no se ejecutó: la cadena de eventos no se sostiene": "it was not executed: the chain of events does not hold",
    "no se ejecutó: el diagrama no es el que corrió": "it was not executed: the diagram is not the one that it ran on",
    "no se ejecutó: hay eventos de un tipo que este verificador no conoce": (
        "it was not executed: there are events of a type that this verifier does not know"
    ),
    "lo posterior al evento {seq} aún no estaba sellado": "what is later than event {seq} was not sealed yet",
    "no lleva sello: que no falten eventos al final no se puede probar": (
        "it has no seal: that no events are missing at the end cannot be proven"
    ),
    "fuera del registro": "outside the log",
    "la prueba tiene otro tamaño": "the proof has another size",
    "no es anterior": "it is not earlier",
    "sello conservado": "kept seal",
    "un sello": "a seal",
    "una firma conocida": "a known signature",
    "firma": "signature",
    "se encontró": "found",
    "Falta SpiffWorkflow 3.2 ({missing}): {install}": "SpiffWorkflow 3.2 is missing ({missing}): {install}",
    "Comprueba una evidencia de Cauce.": "Checks an evidence of Cauce.",
    "evidencia": "evidence",
    "el archivo .zip": "the .zip file",
    "HEX": "HEX",
    "SELLO": "SEAL",
    "LLAVE": "KEY",
    "una llave pública de los sellos": "a public key of the seals",
    "un sello conservado aparte": "a seal that was kept elsewhere",
    "la llave de un testigo": "the key of a witness",
    "escribe JSON": "write JSON",
    "habla inglés, como con CAUCE_LOCALE=en": "speak English, as with CAUCE_LOCALE=en",
    "no se puede leer una llave o un sello: {why}": "a key or a seal cannot be read: {why}",
    "{file} no es una evidencia: {why}": "{file} is no evidence: {why}",
}
