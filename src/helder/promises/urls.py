"""Addresses of promises: the public register."""

from django.urls import URLPattern, URLResolver, path

from helder.promises import views

app_name = "promises"
urlpatterns: list[URLPattern | URLResolver] = [path("word/", views.word, name="word")]
