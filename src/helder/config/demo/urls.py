"""Addresses that exist in the demo only."""

from django.urls import path

from helder.config.demo import phone_views
from helder.config.demo import views as mailbox_views

app_name = "demo"
urlpatterns = [
    path("mailbox/", mailbox_views.all_mail, name="mailbox"),
    path("mailbox/<slug:name>/", mailbox_views.one_mail, name="mail"),
    path("mailbox/<slug:name>/reply/", mailbox_views.reply, name="reply"),
    path("mailbox/<slug:name>/html/", mailbox_views.mail_html, name="mail_html"),
    path("phone/", phone_views.all_texts, name="phone"),
    path("phone/in/", phone_views.come_in, name="phone_in"),
]
