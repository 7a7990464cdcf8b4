"""Templates of records, as the company put them in the place of those that ship with Cauce."""

from enum import StrEnum

from sqlalchemy import Column, Integer, LargeBinary, String, Table, Text

from engine.db import Moment, metadata, one_of


class Format(StrEnum):
    """What a template is written in, which is the suffix of its file: for a word processor, or for Typst, which makes
    the PDF."""

    DOCX = "docx"
    TYPST = "typ"


# A row for each act: `number` counts the templates of a record in a format, and the highest one holds. Without content
# it says that the shipped one is taken again. Rows are only ever added.
record_templates = Table(
    "record_templates",
    metadata,
    Column("process_id", Text, primary_key=True),
    Column("record", Text, primary_key=True),
    Column("format", Text, primary_key=True),
    Column("number", Integer, primary_key=True),
    Column("name", Text, nullable=False),
    Column("sha256", String(64)),
    Column("content", LargeBinary),
    Column("put_by", Text, nullable=False),
    Column("put_at", Moment, nullable=False),
    one_of("format", Format),
)
