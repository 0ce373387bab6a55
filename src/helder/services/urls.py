"""Addresses of services: following, and the catalogue in the desk."""

from __future__ import annotations

from django.urls import path

from helder.services.views import catalogue, following

app_name = "services"
urlpatterns = [
    path("follow/", following.follow, name="follow"),
    path("follow/confirm/<str:token>/", following.confirm, name="confirm"),
    path("me/follow/", following.following, name="following"),
    path("me/follow/<int:pk>/stop/", following.unfollow, name="unfollow"),
    path("desk/services/", catalogue.services, name="services"),
    path("desk/services/new/", catalogue.service, name="service_new"),
    path("desk/services/<slug:slug>/", catalogue.service, name="service"),
    path("desk/suppliers/", catalogue.suppliers, name="suppliers"),
    path("desk/suppliers/new/", catalogue.supplier, name="supplier_new"),
    path("desk/suppliers/<slug:slug>/", catalogue.supplier, name="supplier"),
]
