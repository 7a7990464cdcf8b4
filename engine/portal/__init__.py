"""Links by which somebody outside does one piece of work without an account: what they are, and what is kept of them."""
