"""Files that may be long, and the tables among them."""

import csv
import io
import tracemalloc

import pytest
from sqlalchemy import insert

from engine.clock import to_text
from engine.instances.models import instances, overviews
from engine.instances.reading import EVERYTHING
from engine.instances.views import listing, paging
from engine.replay import register
from tests.support import Company
from web.pages.downloads import IN_MEMORY, SHARE, download

MANY = 10_001


def filled(company: Company, count: int) -> None:
    """So many instances more, that nobody looks into."""
    at = company.clock()
    row = {"process_id": "gestion_comercial", "versions": '{"gestion_comercial":4}', "status": "running"}
    row |= {
        "started_by": "comercial",
        "started_at": at,
        "head_seq": 1,
        "head_hash": "0",
        "head_at": to_text(at),
        "key": "0",
    }
    with company.database.transaction() as connection:
        ids = range(1_000, 1_000 + count)
        connection.execute(insert(instances), [{"id": id_, "folio": f"X-{id_:06}", "key": "0", **row} for id_ in ids])
        about = [{"instance_id": id_, "client": "", "client_key": f"{-id_ % 97:03}", "title": None} for id_ in ids]
        connection.execute(insert(overviews), about)


@pytest.mark.parametrize(("person", "address"), [("comercial", "/oportunidades"), ("auditor", "/auditoria")])
@pytest.mark.parametrize("order", ["", "?orden=cliente"])
def test_a_table_is_whole_and_in_the_order_of_its_list_however_many_shares_it_takes(
    visit, company, person, address, order, monkeypatch
):
    filled(company, 7)
    monkeypatch.setattr(paging, "SHARE", 2)
    browser = visit(person).client
    answer = browser.get(f"{address}/lista.csv{order}")
    rows = list(csv.reader(io.StringIO(answer.data.decode("utf-8-sig"))))
    wanted = listing.Wanted(order="client" if order else "started", descending=not order)
    with company.database.reading() as connection:
        listed = [line.folio for line in listing.page(connection, EVERYTHING, wanted)[0]]
    assert [row[0] for row in rows[1:]] == listed and len(listed) >= 7
    assert answer.content_length == len(answer.data)
    assert answer.headers["Content-Disposition"].startswith("attachment; filename=")


def test_no_line_is_left_out_of_a_list_of_more_than_ten_thousand(company: Company) -> None:
    filled(company, MANY)
    with company.database.reading() as connection:
        for read in (
            listing.everything(connection, EVERYTHING, listing.Wanted()),
            register.everything(connection, EVERYTHING, register.Wanted()),
        ):
            assert sum(line.folio.startswith("X-") for line in read) == MANY


def test_a_long_file_takes_no_more_memory_than_a_short_one(app):
    def sent(pieces: int) -> tuple[int, int]:
        tracemalloc.start()
        with app.test_request_context():
            answer = download((b"x" * SHARE for _ in range(pieces)), "text/plain", "x.txt")
            length = sum(map(len, answer.response))
        _, most = tracemalloc.get_traced_memory()
        tracemalloc.stop()
        return length, most

    short, long = sent(IN_MEMORY // SHARE), sent(20 * IN_MEMORY // SHARE)
    assert (short[0], long[0]) == (IN_MEMORY, 20 * IN_MEMORY)
    assert long[1] < 3 * IN_MEMORY


def test_what_fails_on_the_way_is_no_half_file(app):
    def broken():
        yield b"x"
        raise ValueError("half")

    with app.test_request_context(), pytest.raises(ValueError, match="half"):
        download(broken(), "text/plain", "x.txt")
