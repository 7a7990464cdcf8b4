"""My open work: the list, a step with its form, and completing it."""
