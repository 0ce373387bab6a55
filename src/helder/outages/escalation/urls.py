"""Addresses of escalations, under /desk/: nothing of it stands anywhere else."""

from django.urls import path

from helder.outages.escalation import review_views, views

app_name = "escalation"
urlpatterns = [
    path("outages/<slug:public_id>/supplier/", views.begin, name="begin"),
    path("escalations/<slug:public_id>/", views.one, name="one"),
    path("escalations/<slug:public_id>/call/", views.call, name="call"),
    path("escalations/<slug:public_id>/calls/<int:pk>/undo/", views.undo, name="undo"),
    path("escalations/<slug:public_id>/skip/", views.skip, name="skip"),
    path("escalations/<slug:public_id>/case/", views.case, name="case"),
    path("escalations/<slug:public_id>/end/", views.end, name="end"),
    path("suppliers/<slug:slug>/answers/", review_views.figures, name="figures"),
    path("suppliers/<slug:slug>/answers.csv", review_views.download, name="download"),
]
