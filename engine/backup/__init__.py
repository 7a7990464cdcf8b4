"""Backups: everything that a database holds in one file, and back into an empty database, of either kind.

A backup is a zip archive:

- ``manifest.json``, written last: the format, the schema's revision, each table with its columns, the number of its
  rows and the SHA-256 of its lines, and where the log stood;
- ``rows/<table>.jsonl``: a line for each row, a JSON array of its values in the order of the columns, bytes as base64;
- ``checkpoint.txt``: the last checkpoint of the log with its co-signatures; ``kept.txt``: the one that the machine kept
  outside the database; ``keys.pem``: the public keys that checkpoints are signed with; ``seal-key.pem``, only where it
  was asked for: the private key.

Rows stand in the order of their keys, texts by their bytes, so that the same content gives the same lines on SQLite and
on PostgreSQL: what was loaded is read again and must have the digests of the manifest.
"""
