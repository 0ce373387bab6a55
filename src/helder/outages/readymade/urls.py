"""Addresses of templates, under /desk/."""

from django.urls import URLPattern, URLResolver, path

from helder.outages.readymade import views

app_name = "readymade"
urlpatterns: list[URLPattern | URLResolver] = [
    path("templates/", views.templates, name="templates"),
    path("templates/new", views.template, name="new"),
    path("templates/first", views.starters, name="starters"),
    path("templates/<slug:slug>/", views.template, name="template"),
    path("templates/<slug:slug>/remove", views.remove, name="remove"),
]
