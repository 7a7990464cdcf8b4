"""Lists that people see: the inbox, lists of instances, search, and the index of who may see which work."""
