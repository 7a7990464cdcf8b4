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
    "los valores de un evento no están, y ninguna eliminación lo dice": (
        "the values of an event are gone, and no disposal says so"
    ),
    "sus valores se eliminaron el {at} por {by}, conforme a «{rule}»; lo que depende de ellos se tomó del registro": (
        "its values were disposed of on {at} by {by}, under “{rule}”; what depends on them was taken from the record"
    ),
    "lo que sigue depende de valores que no están": "what follows depends on values that are not there",
    "un extracto": "an excerpt",
    "es un extracto: no trae los valores, que quien lo pidió no puede leer; se ejecutó por el registro": (
        "it is an excerpt: it brings no values, which whoever asked for it may not read; it was executed by its record"
    ),
    "un evento es de un tipo que este verificador no conoce": "an event is of a type that this verifier does not know",
    "al ejecutar el diagrama no ocurre lo que se registró": (
        "executing the diagram gives something else than was recorded"
    ),
    "quien lo hizo no podía hacer ese trabajo en ese momento": "whoever did it could not do that work at that time",
    "el formulario de esa versión no habría aceptado esta respuesta": (
        "the form of that version would not have taken this answer"
    ),
    "respuestas de las que no se juzgó todo lo que pide su formulario: {count}; a saber: {what}": (
        "answers of which not all that their form asks was judged: {count}; namely: {what}"
    ),
    "desde el evento {seq} no se juzgaron las respuestas: {why}": "from event {seq} on answers were not judged: {why}",
    "el diagrama no es el que se ejecutó": "the diagram is not the one that was executed",
    "un formulario no es el que se usó": "a form is not the one that was used",
    "un archivo no es el que se entregó": "a file is not the one that was handed in",
    "el estado guardado no es el que resulta de la historia": "the stored state is not what the history gives",
    "el registro sellado no contiene lo que dice la evidencia": "the sealed log does not hold what the evidence says",
    "el registro no es el que se selló": "the log is not the one that was sealed",
    "la evidencia no llega hasta el sello conservado: si es de antes que él, pida otra": (
        "the evidence does not reach the kept seal: if it is of before that, ask for another one"
    ),
    "creció a partir de lo que se conservó aparte (sellos: {count})": (
        "grew from what was kept elsewhere (seals: {count})"
    ),
    "un sello no es válido": "a seal does not hold",
    "la evidencia no trae la prueba contra el sello conservado (cauce evidence --kept)": (
        "the evidence brings no proof against the kept seal (cauce evidence --kept)"
    ),
    "el sello conservado no lleva una firma conocida": "the kept seal has no known signature",
    "falta un folio que debía estar": "a folio is missing that must be there",
    "está un folio que no se pidió, o que no salió en el sorteo": (
        "there is a folio that was not asked for, or was not drawn"
    ),
    "el folio no está en el registro de inicios": "the folio is not in the register of starts",
    "no empieza como se registró al iniciar": "it does not begin as it was registered when it was started",
    "un asiento del registro de inicios no es el que se asentó": (
        "an entry of the register of starts is not the one that was entered"
    ),
    "faltan asientos del registro de inicios": "entries of the register of starts are missing",
    "los momentos del periodo no son los de sus días": "the moments of the period are not those of its days",
    "el sorteo de la muestra no es el que resulta del último sello": (
        "the sample was not drawn as the newest seal has it drawn"
    ),
    "hay un archivo que nada de la evidencia menciona, o está dos veces": (
        "there is a file that nothing in the evidence mentions, or that is there twice"
    ),
    "una parte de la evidencia no se puede leer": "a part of the evidence cannot be read",
    "un periodo": "a period",
    "el registro de inicios {name} está probado hasta {moment}": (
        "the register of starts {name} is proven up to {moment}"
    ),
    "que no haya folios con otro prefijo que {names} no se prueba aquí": (
        "that there are no folios with a prefix other than {names} is not proven here"
    ),
    "no trae su asiento en el registro de inicios": "its entry in the register of starts is not in the file",
    "su asiento en el registro de inicios aún no estaba sellado": (
        "its entry in the register of starts was not sealed yet"
    ),
    "{count} folios comprobados; {bad} no conformes": "{count} folios checked; {bad} not in order",
    "{count} folios": "{count} folios",
    "Evidencia de {folios}": "Evidence of {folios}",
    "Evidencia de los folios iniciados del {from} al {to} ({zone}: desde {since}, antes de {until})": (
        "Evidence of the folios started from {from} to {to} ({zone}: from {since}, before {until})"
    ),
    ", muestra de {size}, sorteada con {seed}": ", a sample of {size}, drawn by {seed}",
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
    "los certificados (PEM) por los que cuenta un sello de tiempo; necesita openssl": (
        "the certificates (PEM) by which a time-stamp counts; needs openssl"
    ),
    "un sello de tiempo no es válido": "a time-stamp does not hold",
    "una hora no concuerda con la de un sello, o la de un sello con la de la autoridad de tiempo": (
        "a time does not agree with that of a seal, or that of a seal with the time-stamp authority's"
    ),
    "un evento dice una hora a la que el último sello ya debía tenerlo": (
        "an event says a time at which the newest seal must have had it"
    ),
    "lo posterior al evento {seq} no se selló: consta que el sellado lo dejó fuera": (
        "what comes after event {seq} was not sealed: sealing left it out, on record"
    ),
    "esta máquina no conoce la zona {zone}: las horas del periodo no se comprobaron": (
        "this machine does not know the zone {zone}: the hours of the period were not checked"
    ),
    "no es de ningún folio": "it is of no folio",
    "no trae ningún registro de inicios: que no haya folios no se prueba aquí": (
        "it brings no register of starts: that there are no folios is not proven here"
    ),
    "la firma de un testigo no es válida": "the co-signature of a witness does not hold",
    "la autoridad se negó": "the authority refused",
    "sello de tiempo conservado": "kept time-stamp",
    "no se comprobó la firma del sello de tiempo: falta openssl": (
        "the signature of the time-stamp was not checked: openssl is missing"
    ),
    "no se comprobó la firma del sello de tiempo: {command}": (
        "the signature of the time-stamp was not checked: {command}"
    ),
    "ninguno de los testigos firmó un sello de esta evidencia": (
        "none of the witnesses co-signed a seal of this evidence"
    ),
    "el testigo {name} firmó el sello {seal} el {at}": "the witness {name} co-signed seal {seal} on {at}",
    "sello de tiempo: el sello {seal} ya existía el {at} ({checked})": (
        "time-stamp: seal {seal} was there on {at} ({checked})"
    ),
    "firma comprobada": "signature checked",
    "firma sin comprobar": "signature not checked",
    "escribe JSON": "write JSON",
    "habla inglés, como con CAUCE_LOCALE=en": "speak English, as with CAUCE_LOCALE=en",
    "«{text}» no es una llave pública: 64 cifras hexadecimales": "“{text}” is no public key: 64 hexadecimal digits",
    "«{text}» no es la llave de un testigo: nombre+id+llave": "“{text}” is no key of a witness: name+id+key",
    "{file} no es un sello ni un sello de tiempo": "{file} is neither a seal nor a time-stamp",
    "no se puede leer {file}: {why}": "{file} cannot be read: {why}",
    "no está": "it is not there",
    "es una carpeta": "it is a folder",
    "no hay permiso para leerlo": "there is no permission to read it",
    "el sistema no lo deja leer": "the system does not let it be read",
    "no es un archivo .zip, o está dañado": "it is no .zip file, or is damaged",
    "está dañado": "it is damaged",
    "no es JSON": "it is not JSON",
    "le falta «{name}»": "it lacks “{name}”",
    "no tiene la forma que debe": "it has not the shape that it must have",
    "{role}, por un enlace": "{role}, by a link",
    "Intervinieron: {people}": "Who acted: {people}",
    "Los nombres de personas son los que la empresa da en {part}: no se prueban": (
        "The names of people are those that the company gives in {part}: they are not proven"
    ),
    "qué días se trabajaban lo dice la evidencia ({part}); cauce verify tiene el libro": (
        "which days were worked the evidence says ({part}); cauce verify has the ledger"
    ),
    "el inicio": "the start",
    "todo el formulario": "the whole form",
    "un paso": "a step",
    "lo que acepta": "what it takes",
    "lo que se calcula": "what is worked out",
    "si se muestra": "whether it is shown",
    "si se puede llenar": "whether it can be filled in",
    "sus límites": "its limits",
    "sus opciones": "its choices",
    "{file} no es una evidencia: {why}": "{file} is no evidence: {why}",
}
