"""Addresses of the inbox."""

from __future__ import annotations

from django.urls import path

from helder.delivery.channels.portal import views

app_name = "inbox"
urlpatterns = [
    path("me/inbox/", views.all_mine, name="all"),
    path("me/inbox/<slug:public_id>/", views.one, name="one"),
]
