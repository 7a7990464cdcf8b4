"""Jobs: what a worker does on a schedule. The same jobs on both databases."""
