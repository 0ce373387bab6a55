"""Addresses of screens: the page itself, and where they are made in the desk."""

from django.urls import URLPattern, URLResolver, path

from helder.delivery.channels.screen import desk, views

app_name = "screen"
urlpatterns: list[URLPattern | URLResolver] = [
    path("screen/sw.js", views.worker, name="worker"),
    path("screen/<str:token>/", views.screen, name="show"),
    path("screen/<str:token>/slides/", views.slides, name="slides"),
    path("desk/screens/", desk.screens, name="screens"),
    path("desk/screens/new/", desk.edit, name="screen_new"),
    path("desk/screens/<int:pk>/", desk.edit, name="screen"),
    path("desk/screens/<int:pk>/revoke/", desk.revoke, name="revoke"),
]
