"""Addresses of "it fails for me too": short, because they stand on posters."""

from django.urls import URLPattern, URLResolver, path, re_path

from helder.outages.metoo import views

app_name = "me_too"
SEALED = r"(?P<sealed>[0-9A-Fa-f]+(?:\.[0-9A-Fa-f]+)+)"
urlpatterns: list[URLPattern | URLResolver] = [
    path("me-too/", views.which, name="which"),
    re_path(rf"^me-too/told/{SEALED}/$", views.told, name="told"),
    path("me-too/<slug:slug>/", views.page, name="page"),
    path("me-too/<slug:slug>/<slug:place>/", views.page, name="page_at"),
]
