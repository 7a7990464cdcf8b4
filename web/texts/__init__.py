"""The texts of site and terminal: tables of words, and values, moments and events as sentences. Without Flask."""
