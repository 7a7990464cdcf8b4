"""The document's procedure, written from an empty page: its drawing, its forms, who and when, and its texts."""

from datetime import date

from tests.e2e import from_the_text as text
from tests.e2e.author import Author

AUTHOR = "director_comercial"
NEW_ROLE = "Registro de respuestas del cliente"  # who is called so in the company does what the client says
SERVICES = ("SOC/NOC", "Ciberinteligencia", "Consultoría Estratégica")


def begin(author: Author) -> None:
    """«Procedimiento nuevo»: its title, and who takes part, in the order of their lanes."""
    author.come_in(AUTHOR, "/procesos")
    author.press(author.page.get_by_role("link", name="Procedimiento nuevo"))
    nothing = author.page.get_by_role("region", name="Desde cero")
    author.write(nothing.get_by_label("Cómo se llama"), text.TITLE)
    author.write(nothing.get_by_label("Cómo empiezan sus folios"), text.PREFIX)
    for place, name in enumerate(text.LANES, 1):
        if name == text.AREAS:
            author.write(nothing.get_by_label("Roles que todavía no existen"), f"{place} {name}")
            continue
        known = NEW_ROLE if name == text.CLIENT else name
        author.write(nothing.get_by_label(f"Lugar del carril de {known}", exact=True), str(place))
    author.press(author.button("Empezar desde cero"))


def draw(author: Author) -> None:
    """All of the drawing."""
    author.opens_the_drawing()
    author.rename("Paso de Comercial", text.A1.name)
    for name in text.LANES[1:]:
        author.remove(f"Paso de {NEW_ROLE if name == text.CLIENT else name}")
    author.remove("Terminada")
    author.rename(NEW_ROLE, text.CLIENT)
    there = {text.A1.name}
    for source, _, target in text.FLOWS:
        if target in there:
            author.connect(source, target)
        else:
            kind, lane = text.drawn(target)
            author.add(source, kind, target, lane)
            there.add(target)
    author.saved()


def make_forms(author: Author) -> None:
    """What each step asks."""
    for each in text.ACTIVITIES:
        if each.asks:
            author.makes_form(each.name)
            for ask in each.asks:
                author.asks(ask.label, ask.kind, ask.options, ask.after)


def say_when_and_who(author: Author) -> None:
    """Which way is taken after which answer, who may do what, what each end means: in the panels."""
    author.opens_the_drawing()
    otherwise = {source: answer for source, answer, _ in text.FLOWS}
    for source, answer, target in text.FLOWS:
        if answer:
            author.find_way(source, target)
            author.key("e")
            author.name(answer)
            author.opens_the_panel()
            if otherwise[source] == answer:
                author.takes_otherwise()
            else:
                author.takes(source, answer)
            author.leaves_the_panel()
    for each in text.ACTIVITIES:
        if each.roles:
            author.find(each.name)
            author.opens_the_panel()
            author.tick(author.panel("Solo estos roles"))
            author.only(each.roles)
            author.leaves_the_panel()
    author.find(text.AREAS)
    author.opens_the_panel()
    author.only(SERVICES)
    author.leaves_the_panel()
    for name, meaning in text.ENDS.items():
        author.find(name)
        author.opens_the_panel()
        author.choose(author.panel("Qué significa este fin"), meaning)
        author.leaves_the_panel()
    author.find(text.A2_2.name)
    author.opens_the_panel()
    author.choose(author.panel("Procedimiento que llama"), text.ALLIANCES)
    author.leaves_the_panel()
    tell(author)
    author.find(text.A4_2.name)
    author.opens_the_panel()
    author.tick(author.panel("Días hábiles antes de una fecha"))
    author.choose(author.panel("Fecha desde la que se cuenta"), text.DELIVERY)
    author.write(author.panel("Días hábiles"), "1")
    author.key("Tab")
    author.saved()


def tell(author: Author) -> None:
    """The e-mail of step 5 to Comercial."""
    author.find(text.A5_2.name)
    author.opens_the_panel()
    author.enter(author.button("Un mensaje nuevo"))
    notices = author.page.locator("[data-entry-id=procedure-notices]")
    author.enter(notices.get_by_role("button", name="Agregar un aviso"))
    author.choose(notices.get_by_label("Agregar un rol"), "Comercial")
    author.write(notices.get_by_label("Asunto", exact=True), "La propuesta cumple: ")
    author.key("End")
    author.choose(notices.get_by_label("Insertar un dato en: Asunto"), "Cliente")
    author.write(notices.get_by_label("Texto del correo", exact=True), "Puede enviarse al cliente.")
    author.leaves_the_panel()


def write_the_document(author: Author) -> None:
    """Sections 1 to 5, 7 and 8, the header and the table of versions. Each time that it is saved every list has an
    empty row at its end again: so many times as its longest list has rows."""
    author.room("Documento")
    for label, said in text.HEADER.items():
        author.write(author.page.get_by_label(label, exact=True).first, said)
    author.write(author.page.get_by_label("Objetivo", exact=True), text.OBJECTIVE)
    author.write(author.page.get_by_label("Alcance", exact=True), text.SCOPE)
    lists = [text.TERMS, text.POLICIES, text.RELATED, text.CHANGES, *text.DUTIES.values()]
    for number in range(max(map(len, lists))):
        write_rows(author, number)
        author.keep()


def write_rows(author: Author, number: int) -> None:
    """The row of that number of each list that has so many, in the order of the page; with the first, what it says of
    each step besides its records."""

    def fill(new: str, rows: object, *labels: str) -> None:
        assert isinstance(rows, list)
        if number < len(rows):
            said = rows[number] if isinstance(rows[number], tuple) else (rows[number],)
            for label, value in zip(labels, said, strict=True):
                field = author.row(new).get_by_label(label, exact=True)
                if label == "Fecha":
                    author.write_day(field, date.fromisoformat(value))
                else:
                    author.write(field, value)

    fill("Nueva definición", text.TERMS, "Término", "Qué significa")
    fill("Nueva política", text.POLICIES, "Política")
    duties = author.part("Responsabilidades")
    areas = duties.get_by_role("heading", level=3).all_inner_texts()
    for area, said in text.DUTIES.items():
        if number < len(said):
            new = author.row("Nueva responsabilidad", duties).nth(areas.index(area))
            author.write(new.get_by_label("De qué responde"), said[number])
    for each in text.ACTIVITIES:
        if number == 0:
            step = author.step(each.name)
            author.write(step.get_by_label("No.", exact=True), each.number)
            author.write(step.get_by_label("Responsable", exact=True), each.responsible)
            author.write(step.get_by_label("Descripción", exact=True), each.description)
        if number < len(each.records):
            new = author.row("Nuevo registro", author.step(each.name))
            for label, value in zip(("Código", "Nombre"), each.records[number], strict=True):
                author.write(new.get_by_label(label, exact=True), value)
    fill("Nuevo documento", text.RELATED, "Código", "Nombre")
    fill("Nueva versión", text.CHANGES, "Versión", "Fecha", "Descripción del cambio")
