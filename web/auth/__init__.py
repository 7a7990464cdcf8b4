"""Coming in. Without accounts yet: whoever sits at this computer chooses whom to be."""
