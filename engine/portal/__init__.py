"""Links by which somebody outside does one piece of work without an account, and what is kept of them."""
