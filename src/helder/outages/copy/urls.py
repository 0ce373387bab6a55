"""Addresses of the desk's page of copies, under /desk/."""

from django.urls import path

from helder.outages.copy import views

app_name = "copies"
urlpatterns = [
    path("copies/", views.copies, name="copies"),
    path("copies/again/", views.again, name="again"),
]
