"""Addresses of notices on paper."""

from django.urls import path

from helder.delivery.channels.print import views

app_name = "print"
urlpatterns = [path("desk/sent/<slug:public_id>/notice.pdf", views.notice, name="notice")]
