"""The procedures as documents: the version in force, those before it, and drafts on their way to be the next."""
