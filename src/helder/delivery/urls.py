"""Addresses of delivery."""

from django.urls import include, path

from helder.delivery import health, views

app_name = "delivery"
urlpatterns = [
    path("desk/sent/", views.sent, name="sent"),
    path("desk/sent/<slug:public_id>/", views.one, name="one"),
    path("desk/sent/<slug:public_id>/again/", views.again, name="again"),
    path("desk/", include("helder.delivery.desk.urls")),
    path("healthz", health.healthz, name="healthz"),
    path("readyz", health.readyz, name="readyz"),
]
