"""What happened, append-only and hash-chained: the truth that everything else about an instance is derived from."""
