"""What is read of a request is bounded, whoever sends it."""

from io import BytesIO

import pytest
from flask import Flask, request

from web.bounded_request import EXPANSION, BoundedRequest

URL_ENCODED = {"content_type": "application/x-www-form-urlencoded"}


@pytest.fixture
def client():
    app = Flask(__name__)
    app.request_class = BoundedRequest
    app.config.update(MAX_CONTENT_LENGTH=1_000_000, MAX_FORM_MEMORY_SIZE=100_000, MAX_FORM_PARTS=50)
    app.add_url_rule("/", view_func=lambda: f"{len(request.form)} {len(request.files)}", methods=["POST"])
    return app.test_client()


def test_a_form_of_as_many_fields_as_multipart_may_have_is_read(client):
    assert client.post("/", data="&".join(f"a{number}=" for number in range(50)), **URL_ENCODED).text == "50 0"


def test_a_url_encoded_form_of_more_fields_is_refused_before_it_is_taken_apart(client):
    assert client.post("/", data="&".join(f"a{number}=" for number in range(51)), **URL_ENCODED).status_code == 413
    assert client.post("/", data="a=&" * 51, **URL_ENCODED).status_code == 413


def test_a_url_encoded_form_may_be_as_large_as_its_text_percent_encoded(client):
    assert client.post("/", data="a=" + "%C3" * 90_000, **URL_ENCODED).status_code == 200
    assert client.post("/", data="a=" + "x" * 100_000 * EXPANSION, **URL_ENCODED).status_code == 413


def test_files_are_bounded_by_the_whole_request_alone(client):
    files = {"file": (BytesIO(b"x" * 400_000), "a.pdf")}
    assert client.post("/", data=files).text == "0 1"
