"""Addresses that exist in the demo only."""

from django.urls import path

from helder.config.demo import views as mailbox_views

app_name = "demo"
urlpatterns = [
    path("mailbox/", mailbox_views.all_mail, name="mailbox"),
    path("mailbox/<slug:name>/", mailbox_views.one_mail, name="mail"),
    path("mailbox/<slug:name>/reply/", mailbox_views.reply, name="reply"),
    path("mailbox/<slug:name>/html/", mailbox_views.mail_html, name="mail_html"),
]
