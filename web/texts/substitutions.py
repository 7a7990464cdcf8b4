"""Which field of the form is wrong, by the code of the refusal."""

FIELDS = {
    "bad_days": "from",
    "own_substitute": "substitute",
    "already_substituted": "from",
    "not_found": "substitute",
}
