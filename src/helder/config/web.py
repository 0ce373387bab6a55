"""What a web process serves: the status page from memory, and behind it everything else.

Importing this starts the threads that keep the page, write its copy and send it elsewhere.
"""

from django.conf import settings

from helder.config import wsgi
from helder.outages.copy.standing import begin

application = wsgi.application if settings.DEBUG else begin(wsgi.application, wsgi.gate)
