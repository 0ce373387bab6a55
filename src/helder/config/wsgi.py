"""The WSGI application."""

import os

from django.core.wsgi import get_wsgi_application

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "helder.config.settings")
_django = get_wsgi_application()

from helder.delivery.health import Probes  # noqa: E402 - needs the apps to be ready

application = Probes(_django)
