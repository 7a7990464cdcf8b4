"""Letters as HTML, beside the text that says the same: paragraphs, a button for each thing to do, who wrote. Pure.

Mail programs know tables and styles on elements, no more; nothing is fetched from anywhere.
"""

import re
from collections.abc import Sequence
from dataclasses import dataclass
from html import escape

_ADDRESS = re.compile(r"https?://[^\s<>\"]*[^\s<>\".,;:)]")
_FONT = "font-family:'Segoe UI',system-ui,-apple-system,Roboto,Helvetica,Arial,sans-serif"
_FOOT = "margin:28px 0 0;padding-top:12px;border-top:1px solid #d8dee4;color:#57606a;font-size:13px"
_LINK, _ITEMS = "color:#0b5a72", "margin:0;padding-left:20px"
_BUTTON = (
    "display:inline-block;padding:10px 18px;border-radius:6px;background:#0b5a72;color:#ffffff;"
    "text-decoration:none;font-weight:600"
)


@dataclass(frozen=True, slots=True)
class Action:
    """Something to do: what its button says, and where it leads. Those with a `group` are lines of a list under that
    heading."""

    text: str
    address: str
    group: str = ""


def groups(actions: Sequence[Action]) -> list[str]:
    """The headings of the lists, in order."""
    return [heading for heading in dict.fromkeys(each.group for each in actions) if heading]


def lines(actions: Sequence[Action]) -> str:
    """The same as text, after what a letter says."""
    told = [f"\n{each.text}:\n{each.address}\n" for each in actions if not each.group]
    for heading in groups(actions):
        of_group = (each for each in actions if each.group == heading)
        told.append(f"\n{heading}\n" + "".join(f"\n· {each.text}\n  {each.address}\n" for each in of_group))
    return "".join(told)


def page(subject: str, body: str, actions: Sequence[Action], company: str | None, foot: str, language: str) -> str:
    """A letter as a page of HTML; `foot` is the small line at its end."""
    head = f'<p style="margin:0 0 20px;color:#57606a;font-size:14px">{escape(company)}</p>' if company else ""
    buttons = "".join(
        f'<p style="margin:22px 0"><a href="{escape(each.address)}" style="{_BUTTON}">{escape(each.text)}</a></p>'
        for each in actions
        if not each.group
    )
    lists = "".join(_list(heading, actions) for heading in groups(actions))
    small = f'<p style="{_FOOT}">{_with_links(foot)}</p>'
    return (
        f'<!doctype html><html lang="{escape(language)}"><head><meta charset="utf-8">'
        f'<meta name="viewport" content="width=device-width"><meta name="color-scheme" content="light dark">'
        f"<title>{escape(subject)}</title></head>"
        f'<body style="margin:0;padding:24px;background:#f6f8fa;{_FONT};font-size:16px;line-height:1.5;color:#1f2328">'
        '<table role="presentation" width="100%" cellpadding="0" cellspacing="0" style="max-width:600px;margin:0 auto;'
        'background:#ffffff;border:1px solid #d8dee4;border-radius:8px"><tr><td style="padding:28px">'
        f'{head}<h1 style="margin:0 0 16px;font-size:20px;line-height:1.3">{escape(subject)}</h1>'
        f"{_paragraphs(body)}{lists}{buttons}{small if foot else ''}</td></tr></table></body></html>"
    )


def _list(heading: str, actions: Sequence[Action]) -> str:
    items = "".join(
        f'<li style="margin:4px 0"><a href="{escape(each.address)}" style="{_LINK}">{escape(each.text)}</a></li>'
        for each in actions
        if each.group == heading
    )
    return f'<h2 style="margin:20px 0 6px;font-size:16px">{escape(heading)}</h2><ul style="{_ITEMS}">{items}</ul>'


def _paragraphs(body: str) -> str:
    parts = [part for part in re.split(r"\n\s*\n", body.strip()) if part.strip()]
    return "".join(f'<p style="margin:0 0 12px">{_lines(part)}</p>' for part in parts)


def _lines(part: str) -> str:
    return "<br>".join(_with_links(line) for line in part.splitlines())


def _with_links(text: str) -> str:
    """A text with its addresses as links."""
    found, end = [], 0
    for match in _ADDRESS.finditer(text):
        found.append(escape(text[end : match.start()]))
        found.append(f'<a href="{escape(match[0])}" style="{_LINK}">{escape(match[0])}</a>')
        end = match.end()
    return "".join([*found, escape(text[end:])])
