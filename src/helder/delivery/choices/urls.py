"""Addresses of one's own choices."""

from __future__ import annotations

from django.urls import path

from helder.delivery.choices import house, views

app_name = "choices"
urlpatterns = [
    path("me/choices/", views.mine, name="mine"),
    path("mail/<str:token>/", views.by_link, name="by_link"),
    path("follow/stop/<str:token>/", views.stop, name="stop"),
    path("desk/house/ways/", house.ways, name="house"),
]
