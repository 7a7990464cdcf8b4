"""The templates of records that ship with Cauce, written from one description of each: `python -m tests.paper`."""
