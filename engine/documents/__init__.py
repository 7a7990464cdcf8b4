"""Documents: the files attached in forms, stored by content."""
