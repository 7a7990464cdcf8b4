"""Settings that are more than a text: what each is, and how it is read from the environment."""
