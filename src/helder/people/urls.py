"""Addresses of people: one's own page and administration."""

from __future__ import annotations

from django.urls import path

from helder.people.scim import desk as scim
from helder.people.views import (
    audiences,
    clients,
    directory,
    erasure,
    journal,
    me,
    staff,
    structure,
)

app_name = "people"
urlpatterns = [
    path("me/", me.me, name="me"),
    path("me/data.json", me.export, name="export"),
    path("me/erase/", erasure.ask, name="ask_erasure"),
    path("desk/people/", staff.people, name="people"),
    path("desk/people/new/", staff.add, name="person_new"),
    path("desk/people/<int:pk>/", staff.person, name="person"),
    path("desk/people/<int:pk>/erase/", erasure.erase, name="erase"),
    path("desk/people/bring-in/", directory.bring_in, name="bring_in"),
    path("desk/people/bring-in/directory/", directory.ldap, name="run_ldap"),
    path("desk/people/bring-in/<int:pk>/", directory.run, name="run"),
    path("desk/people/bring-in/<int:pk>/go/", directory.go, name="run_go"),
    path("desk/people/bring-in/<int:pk>/drop/", directory.drop, name="run_drop"),
    path("desk/people/bring-in/<int:pk>/refused/", directory.refused, name="run_refused"),
    path("desk/places/", structure.places, name="places"),
    path("desk/places/new/", structure.place, name="place_new"),
    path("desk/places/<slug:slug>/", structure.place, name="place"),
    path("desk/places/<slug:slug>/remove/", structure.place_remove, name="place_remove"),
    path("desk/departments/", structure.departments, name="departments"),
    path("desk/departments/new/", structure.department, name="department_new"),
    path("desk/departments/<slug:slug>/", structure.department, name="department"),
    path(
        "desk/departments/<slug:slug>/remove/",
        structure.department_remove,
        name="department_remove",
    ),
    path("desk/people/<int:pk>/audiences/", audiences.of_person, name="person_audiences"),
    path("desk/audiences/", audiences.audiences, name="audiences"),
    path("desk/audiences/new/", audiences.audience, name="audience_new"),
    path("desk/audiences/count/", audiences.count, name="audience_count"),
    path("desk/audiences/<slug:slug>/", audiences.audience, name="audience"),
    path("desk/audiences/<slug:slug>/size/", audiences.size, name="audience_size"),
    path("desk/audiences/<slug:slug>/why/", audiences.why, name="audience_why"),
    path("desk/audiences/<slug:slug>/remove/", audiences.remove, name="audience_remove"),
    path("desk/audiences/<slug:slug>/keep/", scim.release, name="audience_keep"),
    path("desk/tokens/", clients.clients, name="tokens"),
    path("desk/tokens/<int:pk>/revoke/", clients.revoke, name="token_revoke"),
    path("desk/journal/", journal.journal, name="journal"),
]
