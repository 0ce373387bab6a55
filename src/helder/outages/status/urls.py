"""Addresses of outages: the public status page."""

from django.urls import URLPattern, URLResolver, path, re_path

from helder.outages.status import statuspage, views

app_name = "outages"
ONE = r"^status/(?P<public_id>[2-9a-hjkmnp-z]{12})/"
urlpatterns: list[URLPattern | URLResolver] = [
    path("status/", views.status, name="status"),
    path("status/history/", views.history, name="history"),
    path("status/feed.atom", views.atom, name="atom"),
    path("status/feed.json", views.json_feed, name="json_feed"),
    path("status/calendar.ics", views.calendar, name="calendar"),
    path("status/badge.svg", views.badge, name="badge"),
    path("status/pulse.json", views.pulse, name="pulse"),
    path("status/services/<slug:slug>/", views.service, name="service"),
    re_path(ONE + "$", views.outage, name="outage"),
    *(
        path(f"api/v2/{name}.json", views.public_json, {"document": name})
        for name in statuspage.DOCUMENTS
    ),
    re_path(ONE + r"calendar\.ics$", views.calendar, name="outage_calendar"),
]
