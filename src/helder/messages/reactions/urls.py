"""Addresses of reactions."""

from django.urls import path

from helder.messages.reactions import views

app_name = "reactions"
urlpatterns = [
    path("a/<str:sealed>/<str:answer>/", views.answer, name="answer"),
]
