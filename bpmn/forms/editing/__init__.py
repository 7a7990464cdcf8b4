"""A form's JSON, changed: components added, moved, copied and set, without losing what we do not know of."""
