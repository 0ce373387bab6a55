"""Addresses of the room for long outages: for readers, and under /desk/."""

from django.urls import URLPattern, URLResolver, path

from helder.outages.long import desk, views

app_name = "long"
AT = "desk/outages/<slug:public_id>/"
urlpatterns: list[URLPattern | URLResolver] = [
    path("status/<slug:public_id>/questions/", views.questions, name="questions"),
    path(f"{AT}questions/", views.desk_questions, name="desk_questions"),
    path(f"{AT}questions/new/", views.question_new, name="question_new"),
    path(f"{AT}questions/<slug:key>/", views.question, name="question"),
    path(f"{AT}questions/<slug:key>/move/", views.question_move, name="question_move"),
    path(f"{AT}questions/<slug:key>/remove/", views.question_remove, name="question_remove"),
    path(f"{AT}help/", views.desk_help, name="desk_help"),
    path(f"{AT}help/new/", views.help_point, name="help_new"),
    path(f"{AT}help/<int:pk>/", views.help_point, name="help_point"),
    path(f"{AT}help/<int:pk>/remove/", views.help_remove, name="help_remove"),
    path(f"{AT}managers/", views.managers_text, name="managers"),
    path("desk/cadence/", desk.cadence, name="cadence"),
]
