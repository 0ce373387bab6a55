"""Addresses of shifts, under /desk/."""

from django.urls import URLPattern, URLResolver, path

from helder.outages.shifts import views

app_name = "shifts"
urlpatterns: list[URLPattern | URLResolver] = [
    path("outages/<slug:public_id>/shifts/", views.shifts, name="shifts"),
    path("outages/<slug:public_id>/shifts/<int:pk>/drop/", views.drop, name="drop"),
    path("outages/<slug:public_id>/handover/", views.handover, name="handover"),
]
