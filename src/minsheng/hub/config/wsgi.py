"""The WSGI door: ``gunicorn minsheng.hub.config.wsgi``."""

import os

from django.core.wsgi import get_wsgi_application

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "minsheng.hub.config.settings")
application = get_wsgi_application()


def _read_packs() -> None:
    """Read the packs before the first reader comes, not while one waits; the applications are set up by now."""
    from minsheng.hub.catalogue import store

    _ = store.current().index


def _open_pages() -> None:
    """Load what the pages import, which takes seconds, and work out where the first city stands."""
    from django.urls import get_resolver

    from minsheng.hub.cockpit.scene import warm

    _ = get_resolver().url_patterns
    warm()


_read_packs()
_open_pages()
