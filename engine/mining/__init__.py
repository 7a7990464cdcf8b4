"""Process mining: histories as standard event logs (XES, OCEL) with the diagrams on which they are replayed."""
