"""The records that activities leave: files, by content."""
