"""Where a request ends, however its bytes are cut."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from web.serving.framing import HEAD_MOST, Framing

MOST = 1000
GET = b"GET /a HTTP/1.1\r\nHost: x\r\n\r\n"
POST = b"POST /a HTTP/1.1\r\nHost: x\r\nContent-Length: 5\r\n\r\nab\r\nc"
CHUNKED = (
    b"POST /a HTTP/1.1\r\nTransfer-Encoding: chunked\r\n\r\n3\r\nabc\r\n1a;x=y\r\n"
    + b"z" * 26
    + b"\r\n0\r\nT: u\r\n\r\n"
)


def end_of(data: bytes, sizes: list[int]) -> int | None:
    """Where the first request in `data` ends, which comes in pieces of these sizes, and then whole."""
    framing, at = Framing(MOST), 0
    for size in [*sizes, len(data)]:
        piece = data[at : at + size]
        end = framing.feed(piece)
        if end is not None:
            return at + end
        at += len(piece)
    return None


@pytest.mark.parametrize("request_", [GET, POST, CHUNKED], ids=["get", "post", "chunked"])
@given(sizes=st.lists(st.integers(1, 20), max_size=60))
def test_a_request_ends_where_it_ends_and_the_next_begins_there(request_: bytes, sizes: list[int]) -> None:
    assert end_of(request_ + GET, sizes) == len(request_)
    assert end_of(request_[:-1], sizes) is None


@pytest.mark.parametrize(
    ("head", "body"),
    [
        (b"Content-Length: 1001", b""),
        (b"Transfer-Encoding: chunked", b"3e9\r\n"),
        (b"Transfer-Encoding: chunked", b"1f4\r\n" + b"z" * 500 + b"\r\n1f4\r\n"),
    ],
    ids=["said", "one chunk", "all chunks"],
)
def test_a_body_that_is_too_long_is_cut_before_it_came(head: bytes, body: bytes) -> None:
    framing = Framing(MOST)
    data = b"POST / HTTP/1.1\r\n" + head + b"\r\n\r\n" + body
    assert framing.feed(data) == len(data)
    assert framing.cut


@pytest.mark.parametrize(
    "data",
    [
        b"GET /" + b"a" * HEAD_MOST,
        b"POST / HTTP/1.1\r\nTransfer-Encoding: chunked\r\n\r\n-1\r\n",
        b"POST / HTTP/1.1\r\nTransfer-Encoding: chunked\r\n\r\nhello\r\n",
        b"POST / HTTP/1.1\r\nTransfer-Encoding: chunked\r\n\r\n" + b"1" * 9000,
        b"POST / HTTP/1.1\r\nContent-Length: -5\r\n\r\n",
        b"POST / HTTP/1.1\r\nContent-Length: 99999999999999999999\r\n\r\n",
    ],
)
def test_what_cannot_be_read_is_whole_at_once_so_that_the_parser_refuses_it(data: bytes) -> None:
    framing = Framing(MOST)
    assert framing.feed(data) == len(data)
    assert not framing.cut


def test_who_waits_to_be_told_is_known() -> None:
    framing = Framing(MOST)
    assert framing.feed(b"POST / HTTP/1.1\r\nExpect: 100-continue\r\nContent-Length: 3\r\n\r\n") is None
    assert framing.expects
