"""The documents are held to the code: `python -m tests.docs` writes the generated ones, the tests compare the rest."""
