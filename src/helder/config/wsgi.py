"""The WSGI application: the status page from memory, the probes, and behind its gate Django."""

import os

from django.core.wsgi import get_wsgi_application

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "helder.config.settings")
_django = get_wsgi_application()

from django.conf import settings  # noqa: E402 - needs the apps to be ready

from helder.delivery.health import Probes  # noqa: E402
from helder.outages.copy.gate import Gate  # noqa: E402
from helder.outages.copy.standing import begin  # noqa: E402

_gate = Gate(_django)
application = Probes(_gate) if settings.DEBUG else begin(Probes(_gate), _gate)
