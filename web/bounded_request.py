"""The request, with bounds on what is read of it: without a session too, whoever reaches the site can send anything."""

from io import BytesIO
from typing import IO, Any

from flask import Request
from werkzeug.exceptions import RequestEntityTooLarge
from werkzeug.formparser import FormDataParser

URL_ENCODED = "application/x-www-form-urlencoded"
EXPANSION = 3
"""A character outside ASCII takes so many times its bytes when it is percent-encoded."""


class BoundedParser(FormDataParser):
    """Werkzeug bounds the parts of multipart forms only: a hundred megabytes of ``a=&a=&…`` cost minutes of CPU."""

    def parse(
        self, stream: IO[bytes], mimetype: str, content_length: int | None, options: dict[str, str] | None = None
    ) -> Any:
        """As its class; raises RequestEntityTooLarge also for a URL-encoded form of too many fields."""
        if mimetype == URL_ENCODED:
            body = stream.read()
            if self.max_form_parts is not None and body.count(b"&") >= self.max_form_parts:
                raise RequestEntityTooLarge
            stream = BytesIO(body)
        return super().parse(stream, mimetype, content_length, options)


class BoundedRequest(Request):
    """A request whose URL-encoded form is bounded as a multipart one: `MAX_FORM_MEMORY_SIZE`, `MAX_FORM_PARTS`."""

    form_data_parser_class = BoundedParser

    @property
    def max_content_length(self) -> int | None:
        """The bytes that are read of the body; of anything but a form with files fewer."""
        most, in_memory = super().max_content_length, self.max_form_memory_size
        if most is None or in_memory is None or self.mimetype == "multipart/form-data":
            return most
        return min(most, EXPANSION * in_memory if self.mimetype == URL_ENCODED else in_memory)

    @max_content_length.setter
    def max_content_length(self, value: int | None) -> None:
        Request.max_content_length.fset(self, value)  # type: ignore[attr-defined]
