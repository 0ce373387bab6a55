"""Addresses of planned work, under /desk/maintenance/."""

from django.urls import path

from helder.outages.maintenance import series_views, views

app_name = "maintenance"
urlpatterns = [
    path("", views.overview, name="overview"),
    path("days/new/", views.nogo, name="nogo_new"),
    path("days/<int:pk>/", views.nogo, name="nogo"),
    path("days/<int:pk>/remove/", views.nogo_remove, name="nogo_remove"),
    path("series/new/", series_views.new, name="series_new"),
    path("series/<int:pk>/", series_views.series, name="series"),
    path("series/<int:pk>/change/", series_views.change, name="series_change"),
    path("series/<int:pk>/act/", series_views.act, name="series_act"),
    path("<slug:public_id>/begin/", views.begin, name="begin"),
    path("<slug:public_id>/done/", views.done, name="done"),
    path("<slug:public_id>/reminders/", views.reminders, name="reminders"),
]
