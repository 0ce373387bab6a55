"""Addresses of look backs: the public page with its question, and the desk's pages around it."""

from django.urls import path, re_path

from helder.outages.afterwards import desk_views, views
from helder.outages.status.urls import ONE

app_name = "afterwards"
urlpatterns = [
    re_path(ONE + r"afterwards/$", views.page, name="page"),
    re_path(ONE + r"afterwards/opinion/$", views.begin, name="begin"),
    path("opinion/<str:sealed>/<slug:answer>/", views.answer, name="answer"),
    path("opinion/page/<str:sealed>/<slug:answer>/", views.visitor, name="visitor"),
    path("desk/changes/<int:pk>/", desk_views.change, name="change"),
    path("desk/outages/<slug:public_id>/opinions/", desk_views.opinions, name="opinions"),
]
