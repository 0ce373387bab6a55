"""What Django's process serves: the status page from memory, and behind it everything else.

Importing this starts the threads that keep the page, tell the windows, write its copy and send it
elsewhere.
"""

import os
from pathlib import Path

from django.conf import settings

from helder.config import wsgi
from helder.config.cli.serving import end_with_parent
from helder.outages.copy.standing import begin
from helder.outages.copy.window.app import PLACE
from helder.outages.copy.window.visitors import Visitors

_windows = os.environ.get(PLACE)
if _windows:
    end_with_parent()
_front = (
    wsgi.application
    if settings.DEBUG
    else begin(wsgi.application, wsgi.gate, Path(_windows) if _windows else None)
)
application = Visitors(_front) if _windows else _front
