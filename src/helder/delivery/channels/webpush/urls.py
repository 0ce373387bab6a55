"""Addresses of notifications; the worker's stands at the root, so that it may serve every page."""

from django.urls import URLPattern, URLResolver, path

from helder.delivery.channels.webpush import views

app_name = "push"
urlpatterns: list[URLPattern | URLResolver] = [
    path("sw.js", views.worker, name="worker"),
    path("manifest.webmanifest", views.manifest, name="manifest"),
    path("push/subscribe/", views.subscribe, name="subscribe"),
    path("push/forget/", views.forget, name="forget"),
    path("push/renew/", views.renew, name="renew"),
]
