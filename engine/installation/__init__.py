"""What a database was made for, and how a company begins in an empty one."""
