"""The WSGI application without threads of its own: the probes, and behind its gate Django."""

import os

from django.core.wsgi import get_wsgi_application

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "helder.config.settings")
_django = get_wsgi_application()

from helder.delivery.health import Probes  # noqa: E402 - needs the apps to be ready
from helder.outages.copy.gate import Gate  # noqa: E402

gate = Gate(_django)
application = Probes(gate)
