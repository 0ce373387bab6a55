"""Addresses of the house style and of the page with every component."""

from django.urls import path

from helder.desk.house import views

urlpatterns = [
    path("desk/house/", views.edit, name="house_edit"),
    path("desk/house/preview/", views.preview, name="house_preview"),
    path("desk/house/samples.css", views.samples_css, name="house_samples"),
    path("desk/kit/", views.kit, name="kit"),
]
