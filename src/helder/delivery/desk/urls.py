"""Addresses of the channels and rooms in the desk; part of those of delivery."""

from __future__ import annotations

from django.urls import path

from helder.delivery.desk import channels, rooms

urlpatterns = [
    path("channels/", channels.channels, name="channels"),
    path("channels/<slug:slug>/", channels.channel, name="channel"),
    path("channels/<slug:slug>/test/", channels.channel_test, name="channel_test"),
    path("rooms/", rooms.rooms, name="rooms"),
    path("rooms/new/", rooms.room_new, name="room_new"),
    path("rooms/<int:pk>/", rooms.room, name="room"),
    path("rooms/<int:pk>/test/", rooms.room_test, name="room_test"),
    path("rooms/<int:pk>/switch/", rooms.room_switch, name="room_switch"),
    path("rooms/<int:pk>/remove/", rooms.room_remove, name="room_remove"),
]
