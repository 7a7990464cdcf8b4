"""Pages for whoever is outside: one link, one form, no account. And what our own people do with those links."""
