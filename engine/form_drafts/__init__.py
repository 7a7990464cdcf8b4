"""What a person has written into the form of a step and not yet sent, kept on the server."""
