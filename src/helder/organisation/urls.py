"""What everyone may fetch of the house: its colours and its logo."""

from django.urls import path

from helder.organisation import views

urlpatterns = [
    path("house.css", views.house_css, name="house_css"),
    path("house/logo", views.house_logo, name="house_logo"),
]
