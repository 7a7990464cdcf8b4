"""The kernel of pages: what every feature of the site builds its pages from."""
