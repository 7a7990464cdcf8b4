"""What people touch: the `cauce` command and the site."""
