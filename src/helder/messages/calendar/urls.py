"""Addresses of the calendar."""

from django.urls import path

from helder.messages.calendar import views

app_name = "calendar"
urlpatterns = [path("desk/calendar/", views.week, name="week")]
