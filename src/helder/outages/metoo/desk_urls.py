"""Addresses of the desk: what people tell, surges, posters."""

from django.urls import URLPattern, URLResolver, path

from helder.outages.metoo import desk

app_name = "me_too_desk"
urlpatterns: list[URLPattern | URLResolver] = [
    path("me-too/", desk.taps, name="taps"),
    path("me-too/live/", desk.live, name="live"),
    path("me-too/poster.pdf", desk.poster, name="poster"),
    path("me-too/surges/<slug:public_id>/draft/", desk.draft, name="draft"),
    path("me-too/surges/<slug:public_id>/dismiss/", desk.dismiss, name="dismiss"),
]
