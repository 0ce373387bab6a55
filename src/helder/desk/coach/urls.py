"""Addresses of what the coach knows of the organisation."""

from django.urls import path

from helder.desk.coach import views

urlpatterns = [
    path("desk/coach/", views.edit, name="coach_edit"),
    path("desk/coach/words.csv", views.table, name="coach_words"),
    path("desk/coach/lines.jsonl", views.training, name="coach_lines"),
]
