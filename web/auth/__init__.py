"""Coming in: with a password, or in the demonstration with a click; accounts, and who may administer them."""
