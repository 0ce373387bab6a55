"""The address of the periods."""

from django.urls import path

from helder.desk.keeping import views

urlpatterns = [path("desk/keeping/", views.edit, name="keeping_edit")]
