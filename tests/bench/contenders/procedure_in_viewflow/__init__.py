"""The shipped procedure as a Django app with a flow of django-viewflow: imported in the peers' environment alone."""
