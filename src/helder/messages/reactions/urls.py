"""Addresses of reactions: the links in mails, a reader's own pages, and the desk's."""

from django.urls import path

from helder.messages.reactions.desk import views as desk
from helder.messages.reactions.reader import own, votes

app_name = "reactions"
urlpatterns = [
    path("a/<str:sealed>/<slug:answer>/", votes.answer, name="answer"),
    path("c/<str:sealed>/<slug:answer>/", votes.visitor, name="visitor"),
    path("clear/<slug:public_id>/", votes.begin, name="begin"),
    path("me/reactions/", own.mine, name="mine"),
    path("me/reactions/files/<slug:public_id>/", own.file, name="mine_file"),
    path("me/reactions/<slug:public_id>/", own.one, name="mine_one"),
    path("desk/reactions/", desk.reactions, name="list"),
    path("desk/reactions/hours/", desk.hours, name="hours"),
    path("desk/reactions/clear/", desk.clear, name="clear"),
    path("desk/reactions/clear/<slug:public_id>/", desk.clear_one, name="clear_one"),
    path("desk/reactions/files/<slug:public_id>/", desk.file, name="file"),
    path("desk/reactions/<slug:public_id>/", desk.one, name="one"),
    path("desk/reactions/<slug:public_id>/coach/", desk.coach, name="coach"),
    path("desk/reactions/<slug:public_id>/hand-over/", desk.hand_over, name="hand_over"),
    path("desk/reactions/<slug:public_id>/close/", desk.close, name="close"),
]
