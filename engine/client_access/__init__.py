"""Links by which somebody outside completes one work item without an account."""
