"""Addresses of services: following, and the catalogue in the desk."""

from __future__ import annotations

from django.urls import path

from helder.services.views import catalogue, following, suppliers

app_name = "services"
urlpatterns = [
    path("follow/", following.follow, name="follow"),
    path("follow/confirm/<str:token>/", following.confirm, name="confirm"),
    path("me/follow/", following.following, name="following"),
    path("me/follow/<int:pk>/stop/", following.unfollow, name="unfollow"),
    path("desk/services/", catalogue.services, name="services"),
    path("desk/services/new/", catalogue.service, name="service_new"),
    path("desk/services/<slug:slug>/", catalogue.service, name="service"),
    path("desk/suppliers/", suppliers.suppliers, name="suppliers"),
    path("desk/suppliers/new/", suppliers.supplier, name="supplier_new"),
    path("desk/suppliers/<slug:slug>/", suppliers.card, name="supplier_card"),
    path("desk/suppliers/<slug:slug>/change/", suppliers.supplier, name="supplier"),
    path("desk/suppliers/<slug:slug>/steps/new/", suppliers.step, name="step_new"),
    path("desk/suppliers/<slug:slug>/steps/<int:pk>/", suppliers.step, name="step"),
    path("desk/suppliers/<slug:slug>/steps/<int:pk>/remove/", suppliers.remove, name="step_remove"),
]
