"""Whether histories keep the policies of their procedure: judged from what they say, and kept as they grow."""
