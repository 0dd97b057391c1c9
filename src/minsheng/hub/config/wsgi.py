"""The WSGI door: ``gunicorn minsheng.hub.config.wsgi``."""

import os

from django.core.wsgi import get_wsgi_application

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "minsheng.hub.config.settings")
application = get_wsgi_application()


def _read_packs() -> None:
    """Read the packs before the first reader comes, not while one waits; the applications are set up by now."""
    from minsheng.hub.catalogue import store

    _ = store.current().index


_read_packs()
