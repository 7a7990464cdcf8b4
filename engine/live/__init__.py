"""What changed since a page was read, and whom it concerns: what open pages are brought up to date by."""
