"""Moving instances that are under way to another version of their procedure."""
