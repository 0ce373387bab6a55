"""Addresses of the desk's pages of outages, under /desk/."""

from django.urls import URLPattern, URLResolver, path, re_path

from helder.outages.afterwards import desk_views as afterwards_views
from helder.outages.composer import views as composing_views
from helder.outages.desk import views as desk_views
from helder.outages.maintenance import views as planning_views

app_name = "outage_desk"
urlpatterns: list[URLPattern | URLResolver] = [
    path("outages/", desk_views.outages, name="outages"),
    path("outages/new", composing_views.new, name="new"),
    re_path(r"^outages/new/$", composing_views.new),
    path("outages/<slug:public_id>/", desk_views.outage, name="outage"),
    path("outages/<slug:public_id>/update/", composing_views.update, name="update"),
    path("outages/<slug:public_id>/resolve/", composing_views.resolve, name="resolve"),
    path("outages/<slug:public_id>/reopen/", composing_views.reopen, name="reopen"),
    path("outages/<slug:public_id>/move/", composing_views.move, name="move"),
    path("outages/<slug:public_id>/window/", planning_views.window, name="window"),
    path("outages/<slug:public_id>/look-back/", afterwards_views.look_back, name="look_back"),
    path(
        "outages/<slug:public_id>/look-back/correct/",
        afterwards_views.correct,
        name="correct_look_back",
    ),
    path("outages/<slug:public_id>/merge/", desk_views.merge, name="merge"),
    path(
        "outages/<slug:public_id>/updates/<int:number>/correct/",
        composing_views.correct,
        name="correct",
    ),
    path("drafts/<slug:public_id>/", composing_views.open_draft, name="draft"),
    path("drafts/<slug:public_id>/approve/", desk_views.approve, name="approve"),
]
