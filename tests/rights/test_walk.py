"""Whatever somebody comes to by the links of the site, it tells nothing of an instance that they do not see."""

from urllib.parse import urljoin, urlsplit

import lxml.html
import pytest

from tests.rights.company import BEGUN, PLAIN, READER_OF_ONE, SEEN
from tests.rights.test_site import Site, site

__all__ = ["site"]

MOST = 150
"""Pages that one person looks at."""
FOLIOS_TOLD = ("/administracion/envios", "/administracion/webhooks")
"""Pages of administration that name the folio of a letter, and nothing else of what it is about."""


@pytest.mark.processes  # the samples of records are made by a process of their own
@pytest.mark.parametrize("person", ["administrador", "preventa", "cliente", "ciberinteligencia", PLAIN, READER_OF_ONE])
def test_no_page_on_the_way_tells_of_what_is_not_seen(site: Site, person: str) -> None:
    unseen = [about for about in SEEN if person not in SEEN[about]]
    waiting, seen, told = ["/bandeja", "/oportunidades/tablero", "/procesos/p/impacto"], set[str](), list[str]()
    while waiting and len(seen) < MOST:
        path = waiting.pop(0)
        if path in seen or path.startswith("/ayuda"):  # the manual has a folio as its example
            continue
        seen.add(path)
        text = site.page(path, person)
        for about in unseen:
            words = [*site.things.secrets[about]] + [site.things.folios[about]] * (not path.startswith(FOLIOS_TOLD))
            told += [f"{path} tells {word!r} of {about}" for word in words if word in text]
        waiting += [each for each in links(text, path) if each not in seen]
    assert told == []
    assert len(seen) > 15


def test_who_sees_it_comes_to_it(site: Site) -> None:
    """What is looked for would be found."""
    assert site.things.folios[BEGUN] in site.page("/oportunidades", "comercial")


def links(text: str, path: str) -> list[str]:
    """The pages of the site that a page leads to."""
    if "<a " not in text:
        return []
    found = (urljoin(path, str(href)) for href in lxml.html.fromstring(text).xpath("//a/@href"))
    return list(dict.fromkeys(each.partition("#")[0] for each in found if not urlsplit(each).netloc))
