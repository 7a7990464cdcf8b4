"""Lines of a file that are shown as they are: where there is nothing to draw, since the file cannot be read so."""

from dataclasses import dataclass

from bpmn.examples.notation import NAMESPACES


@dataclass(frozen=True)
class Excerpt:
    """The `lines` that a page shows, and the whole `source` that they stand in, a diagram or a form."""

    lines: str
    source: bytes
    is_form: bool = False


def of_file(text: str) -> Excerpt:
    """A whole file, shown whole."""
    return Excerpt(text, text.encode())


def of_diagram(lines: str) -> Excerpt:
    """Lines of a diagram, from between its ``definitions``."""
    return Excerpt(lines, f"<definitions {NAMESPACES}>\n{lines}\n</definitions>".encode())


def of_process(lines: str) -> Excerpt:
    """Lines of a process with the step ``revisar``."""
    return Excerpt(lines, of_diagram(f'<process id="p">\n{lines}\n<userTask id="revisar"/></process>').source)


def of_form_file(text: str) -> Excerpt:
    """A whole form, shown whole."""
    return Excerpt(text, text.encode(), is_form=True)


def of_form(components: str) -> Excerpt:
    """Components of a form, in JSON."""
    whole = f'{{"type": "default", "id": "form", "components": [{components}]}}'
    return Excerpt(components, whole.encode(), is_form=True)
