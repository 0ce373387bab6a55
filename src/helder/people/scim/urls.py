"""Addresses of SCIM, below /scim/v2/, with or without a slash at the end."""

from __future__ import annotations

from django.urls import re_path

from helder.people.scim import discovery, views

app_name = "scim"
urlpatterns = [
    re_path(r"^ServiceProviderConfig/?$", discovery.config, name="config"),
    re_path(r"^ResourceTypes(?:/(?P<key>[^/]+))?/?$", discovery.resource_types, name="types"),
    re_path(r"^Schemas(?:/(?P<key>[^/]+))?/?$", discovery.schemas, name="schemas"),
    re_path(r"^Users/?$", views.users, name="users"),
    re_path(r"^Users/\.search/?$", views.search_users, name="search_users"),
    re_path(r"^Users/(?P<id>[^/]+)/?$", views.user, name="user"),
    re_path(r"^Groups/?$", views.groups, name="groups"),
    re_path(r"^Groups/\.search/?$", views.search_groups, name="search_groups"),
    re_path(r"^Groups/(?P<id>[^/]+)/?$", views.group, name="group"),
    re_path(r"^(?:Me|Bulk|\.search)/?$", discovery.not_made, name="not_made"),
    re_path(r"^(?P<rest>.*)$", discovery.nothing_here, name="nothing"),
]
