"""Addresses of outages: the public status page.

What a visitor can open stands in addresses.py as well: copies are made from that list.
"""

from django.urls import URLPattern, URLResolver, path, re_path

from helder.outages.status import embed_views, feed_views, statuspage, views

app_name = "outages"
ONE = r"^status/(?P<public_id>[2-9a-hjkmnp-z]{12})/"
SERVICE, PLACE = "status/services/<slug:service>/", "status/places/<slug:place>/"
urlpatterns: list[URLPattern | URLResolver] = [
    path("status/", views.status, name="status"),
    path("status/history/", views.history, name="history"),
    re_path(r"^status/history/(?P<month>\d{4}-\d\d)/$", views.history, name="month"),
    path("status/feed.atom", feed_views.atom, name="atom"),
    path("status/feed.json", feed_views.json_feed, name="json_feed"),
    path("status/calendar.ics", feed_views.calendar, name="calendar"),
    path("status/badge.svg", feed_views.badge, name="badge"),
    path("status/pulse.json", feed_views.pulse, name="pulse"),
    path("status/banner.js", embed_views.banner, name="banner"),
    path("status/banner.json", embed_views.banner_data, name="banner_data"),
    path("status/embed/", embed_views.embed, name="embed"),
    path("status/oembed", embed_views.oembed, name="oembed"),
    path("status/services/<slug:slug>/", views.service, name="service"),
    path(SERVICE + "feed.atom", feed_views.atom, name="service_atom"),
    path(SERVICE + "feed.json", feed_views.json_feed, name="service_json_feed"),
    path(SERVICE + "calendar.ics", feed_views.calendar, name="service_calendar"),
    path(SERVICE + "badge.svg", feed_views.badge, name="service_badge"),
    path(PLACE + "feed.atom", feed_views.atom, name="place_atom"),
    path(PLACE + "feed.json", feed_views.json_feed, name="place_json_feed"),
    path(PLACE + "calendar.ics", feed_views.calendar, name="place_calendar"),
    re_path(ONE + "$", views.outage, name="outage"),
    *(
        path(f"api/v2/{name}.json", feed_views.public_json, {"document": name})
        for name in statuspage.DOCUMENTS
    ),
    re_path(ONE + r"calendar\.ics$", feed_views.outage_calendar, name="outage_calendar"),
    path("desk/show/", embed_views.show, name="show"),
]
