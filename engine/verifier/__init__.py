"""The stand-alone verifier that every evidence contains. It imports nothing else of Cauce."""
