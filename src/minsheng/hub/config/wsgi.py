"""The WSGI door: ``gunicorn minsheng.hub.config.wsgi``."""

import os

from django.core.wsgi import get_wsgi_application

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "minsheng.hub.config.settings")
application = get_wsgi_application()

# The packs are read before the first reader comes, not while one waits.
from minsheng.hub.catalogue import store  # noqa: E402 - it needs the applications set up above

_ = store.current().index
