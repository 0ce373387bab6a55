"""Addresses of what begins an outage from elsewhere: where a chat tells, and the desk's pages."""

from django.urls import URLPattern, URLResolver, path

from helder.outages.starters import chat, desk

app_name = "starters"
urlpatterns: list[URLPattern | URLResolver] = [
    path("hooks/chat/<str:token>", chat.command, name="command"),
    path("desk/starters/", desk.starters, name="starters"),
    path("desk/starters/new/", desk.new, name="new"),
    path("desk/starters/<int:pk>/", desk.starter, name="starter"),
    path("desk/starters/<int:pk>/remove/", desk.remove, name="remove"),
]
