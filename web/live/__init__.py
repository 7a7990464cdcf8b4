"""Open pages are brought up to date: told that something they show has changed, they ask for it again."""

from flask import Flask

from web.live import views
from web.live.watch import Watch


def install(app: Flask) -> None:
    """Add the feature to `app`."""
    app.register_blueprint(views.blueprint)
    app.extensions[views.WATCH] = Watch(views.site_of(app).database)
    app.jinja_env.globals["live_since"] = views.live_since


def stop(app: Flask) -> None:
    """Look no more whether something happened; as this process ends."""
    views.watch_of(app).stop()
