"""Working days. Pure."""
