"""Addresses of monitors: where they tell, and their pages at the desk."""

from django.urls import URLPattern, URLResolver, path, re_path

from helder.outages.monitors import desk, hooks, rule_desk

app_name = "monitors"
ONE = "desk/monitors/<slug:public_id>/"
urlpatterns: list[URLPattern | URLResolver] = [
    path("hooks/<slug:path>/<str:token>", hooks.hear, name="hear"),
    re_path(r"^hooks/(?P<path>[-\w]+)/(?P<token>[^/]+)/$", hooks.hear),
    path("desk/alerts/", desk.alerts, name="alerts"),
    path("desk/monitors/", desk.monitors, name="monitors"),
    path("desk/monitors/new/", desk.new, name="new"),
    path(ONE, desk.monitor, name="monitor"),
    path(f"{ONE}heard/", desk.heard, name="heard"),
    path(f"{ONE}renew/", desk.renew, name="renew"),
    path(f"{ONE}remove/", desk.remove, name="remove"),
    path(f"{ONE}mapping/", rule_desk.mapping, name="mapping"),
    path(f"{ONE}rules/new/", rule_desk.rule, name="rule_new"),
    path(f"{ONE}rules/<int:pk>/", rule_desk.rule, name="rule"),
    path(f"{ONE}rules/<int:pk>/move/", rule_desk.rule_move, name="rule_move"),
    path(f"{ONE}rules/<int:pk>/remove/", rule_desk.rule_remove, name="rule_remove"),
]
