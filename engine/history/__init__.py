"""History: append-only, hash-chained events, from which everything else about an instance is derived."""
