"""Every address of Helder: each module brings its own."""

from django.conf import settings
from django.urls import URLPattern, URLResolver, include, path
from django.views.decorators.csrf import csrf_exempt
from django.views.i18n import set_language

from helder.config.api.door import api

urlpatterns: list[URLPattern | URLResolver] = [
    path("", include("helder.portal.urls")),
    path("", include("helder.outages.status.urls")),
    path("", include("helder.outages.long.urls")),
    path("", include("helder.outages.metoo.urls")),
    path("", include("helder.outages.starters.urls")),
    path("", include("helder.outages.monitors.urls")),
    path("", include("helder.promises.urls")),
    path("account/", include("helder.people.signin_urls")),
    path("", include("helder.people.urls")),
    path("", include("helder.services.urls")),
    path("", include("helder.organisation.urls")),
    path("", include("helder.messages.reactions.urls")),
    path("", include("helder.messages.calendar.urls")),
    path("", include("helder.delivery.urls")),
    path("", include("helder.delivery.channels.webpush.urls")),
    path("", include("helder.delivery.channels.screen.urls")),
    path("", include("helder.delivery.channels.portal.urls")),
    path("", include("helder.delivery.channels.print.urls")),
    path("", include("helder.delivery.choices.urls")),
    path("", include("helder.desk.house.urls")),
    path("", include("helder.desk.coach.urls")),
    path("", include("helder.desk.keeping.urls")),
    path("", include("helder.desk.urls")),
    path("desk/", include("helder.outages.desk.urls")),
    path("desk/", include("helder.outages.copy.urls")),
    path("desk/maintenance/", include("helder.outages.maintenance.urls")),
    path("desk/", include("helder.outages.shifts.urls")),
    path("desk/", include("helder.outages.metoo.desk_urls")),
    path("", include("helder.outages.afterwards.urls")),
    path("desk/", include("helder.outages.escalation.urls")),
    path("desk/", include("helder.outages.readymade.urls")),
    path("api/v1/", api.urls),
    path("scim/v2/", include("helder.people.scim.urls")),
    # so that a page without a cookie can be the same for everybody; it only chooses a language
    path("language/", csrf_exempt(set_language), name="set_language"),
]

if settings.DEMO:
    urlpatterns += [path("demo/", include("helder.config.demo.urls"))]

handler400 = "helder.portal.errors.bad_request"
handler403 = "helder.portal.errors.no_permission"
handler404 = "helder.portal.errors.not_found"
handler500 = "helder.portal.errors.broken"
