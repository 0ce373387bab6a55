"""Addresses of the desk itself."""

from django.urls import URLPattern, URLResolver, path

from helder.desk import views

app_name = "desk"
urlpatterns: list[URLPattern | URLResolver] = [path("desk/", views.home, name="home")]
