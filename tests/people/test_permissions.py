"""Who may open what: every address of Helder × every role. An address that is not in the table
fails, so nobody adds one without saying who may open it."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

import pytest
from django.http import HttpResponse
from django.test import Client
from django.urls import NoReverseMatch, URLPattern, get_resolver, reverse

from helder.people.permissions import PERMISSIONS, may, needs
from tests.cast import Cast

PUBLIC, SIGN_IN, STAGE, TOKEN = "public", "signing in", "halfway signing in", "token"

TABLE: dict[str, tuple[str, ...]] = {
    PUBLIC: (
        "portal:home", "outages:status", "outages:history", "outages:atom", "outages:json_feed",
        "outages:calendar", "outages:badge", "outages:service", "outages:outage", "outages:pulse",
        "outages:outage_calendar", "outages:None", "outages:month", "outages:banner",
        "outages:banner_data", "outages:embed", "outages:oembed", "outages:service_atom",
        "outages:service_json_feed", "outages:service_calendar", "outages:service_badge",
        "outages:place_atom", "outages:place_json_feed", "outages:place_calendar",
        "promises:word", "house_css", "house_logo",
        "screen:show", "screen:slides", "screen:worker", "long:questions",
        "push:worker", "push:manifest", "push:subscribe", "push:forget", "push:renew",
        "delivery:healthz", "delivery:readyz", "set_language",
        "services:follow", "services:confirm", "choices:stop", "choices:by_link",
        "me_too:which", "me_too:page", "me_too:page_at", "me_too:told",
        "reactions:answer", "reactions:visitor", "reactions:begin",
        "afterwards:page", "afterwards:begin", "afterwards:answer", "afterwards:visitor",
        "monitors:hear", "monitors:None", "starters:command",
        "api:start", "api:docs", "api:openapi-json", "api:api-root", "api:nothing",
    ),
    SIGN_IN: (
        "account_login", "account_request_login_code", "account_login_with_password",
        "account_logout", "account_inactive", "account_signup", "account_reset_password",
        "account_reset_password_done", "account_reset_password_from_key",
        "account_reset_password_from_key_done",
    ),
    STAGE: ("account_confirm_login_code", "mfa_authenticate", "mfa_login_webauthn"),
    TOKEN: (
        "api:tell_of_outage", "api:move_maintenance", "api:list_outages", "api:say_next_word",
        "api:resolve_outage",
        "api:read_outage", "api:read_dispatch", "api:list_promises", "api:ask_coach",
        "scim:config", "scim:types", "scim:schemas", "scim:users", "scim:user", "scim:groups",
        "scim:group", "scim:search_users", "scim:search_groups", "scim:not_made", "scim:nothing",
    ),
    "own.edit": (
        "people:me", "people:export", "reactions:mine", "reactions:mine_one",
        "reactions:mine_file", "people:ask_erasure", "services:following",
        "services:unfollow", "choices:mine", "inbox:all", "inbox:one",
        "account_reauthenticate", "mfa_reauthenticate", "mfa_reauthenticate_webauthn",
        "account_change_password", "account_set_password", "mfa_index", "mfa_activate_totp",
        "mfa_deactivate_totp", "mfa_view_recovery_codes", "mfa_generate_recovery_codes",
        "mfa_download_recovery_codes", "mfa_list_webauthn", "mfa_add_webauthn",
        "mfa_edit_webauthn", "mfa_remove_webauthn",
    ),
    "desk.see": (
        "desk:home", "kit", "calendar:week", "services:services", "services:suppliers",
        "services:supplier_card", "escalation:begin", "escalation:one", "escalation:call",
        "escalation:skip", "escalation:undo", "escalation:case", "escalation:end",
        "escalation:figures", "escalation:download",
        "me_too_desk:taps", "me_too_desk:live", "me_too_desk:poster",
        "maintenance:overview", "maintenance:series",
        "outage_desk:outages", "outage_desk:outage", "copies:copies", "copies:again",
        "monitors:alerts", "readymade:templates", "outages:show",
    ),
    "delivery.see": ("delivery:sent", "delivery:one", "print:notice"),
    "message.write": (
        "afterwards:opinions",
        "me_too_desk:draft", "me_too_desk:dismiss", "outage_desk:draft", "reactions:list",
        "reactions:one", "reactions:coach",
        "reactions:hand_over", "reactions:close", "reactions:file", "reactions:clear",
        "reactions:clear_one",
    ),
    "message.publish": (
        "outage_desk:look_back", "outage_desk:correct_look_back",
        "outage_desk:window", "maintenance:begin", "maintenance:done", "maintenance:reminders",
        "maintenance:series_new", "maintenance:series_change", "maintenance:series_act",
        "long:desk_questions", "long:question_new", "long:question", "long:question_move",
        "long:question_remove", "long:desk_help", "long:help_new", "long:help_point",
        "long:help_remove", "long:managers", "shifts:shifts", "shifts:drop", "shifts:handover",
        "delivery:again", "outage_desk:new", "outage_desk:None", "outage_desk:update",
        "outage_desk:resolve", "outage_desk:reopen", "outage_desk:merge", "outage_desk:correct",
        "readymade:new", "readymade:template", "readymade:starters", "readymade:remove",
    ),
    "message.let_through": ("outage_desk:approve",),
    "promise.move": ("afterwards:change", "outage_desk:move",),
    "service.edit": (
        "maintenance:nogo", "maintenance:nogo_new", "maintenance:nogo_remove",
        "services:service", "services:service_new", "services:supplier", "services:supplier_new",
        "services:step", "services:step_new", "services:step_remove",
    ),
    "people.edit": (
        "people:people", "people:person", "people:person_new", "people:erase", "people:places",
        "people:place",
        "people:place_new", "people:place_remove", "people:departments", "people:department",
        "people:department_new", "people:department_remove", "people:audiences",
        "people:audience", "people:audience_new", "people:audience_remove", "people:audience_keep",
        "people:audience_count", "people:audience_size", "people:audience_why",
        "people:person_audiences", "people:tokens", "people:token_revoke", "people:journal",
        "people:bring_in", "people:run", "people:run_ldap", "people:run_go", "people:run_drop",
        "people:run_refused",
    ),
    "house.edit": (
        "monitors:monitors", "monitors:new", "monitors:monitor", "monitors:heard",
        "monitors:renew", "monitors:remove", "monitors:mapping", "monitors:rule_new",
        "monitors:rule", "monitors:rule_move", "monitors:rule_remove",
        "long:cadence",
        "reactions:hours",
        "delivery:channels", "delivery:channel", "delivery:channel_test", "delivery:rooms",
        "delivery:room_new", "delivery:room", "delivery:room_test", "delivery:room_switch",
        "delivery:room_remove", "starters:starters", "starters:new", "starters:starter",
        "starters:remove",
        "screen:screens", "screen:screen_new", "screen:screen", "screen:revoke",
        "choices:house", "keeping_edit", "house_edit", "house_preview", "house_samples",
        "coach_edit", "coach_words", "coach_lines",
    ),
}  # fmt: skip
ACCESS = {name: access for access, names in TABLE.items() for name in names}
SAMPLES = {
    "path": "generic",
    "slug": "wifi", "public_id": "abcdefghjkmn", "pk": "1", "number": "1", "token": "x",
    "uidb36": "a", "key": "b-c", "id": "abcdefghjkmn", "rest": "nothing", "code": "ABCD",
    "service": "wifi", "place": "noord", "month": "2026-03", "sealed": "1.2.3", "answer": "yes",
}  # fmt: skip


@dataclass(frozen=True)
class Address:
    """One URL pattern: its name with namespace, and a path that it answers."""

    name: str
    path: str


def addresses() -> list[Address]:
    """Every address in the URLconf."""
    return list(_walk(get_resolver().url_patterns, ""))


def _walk(patterns: object, space: str) -> Iterator[Address]:
    for pattern in patterns:  # type: ignore[attr-defined]
        if isinstance(pattern, URLPattern):
            yield Address(f"{space}{pattern.name}", _path(space, pattern))
        else:
            inner = f"{space}{pattern.namespace}:" if pattern.namespace else space
            yield from _walk(pattern.url_patterns, inner)


def _path(space: str, pattern: URLPattern) -> str:
    names = pattern.pattern.converters or pattern.pattern.regex.groupindex
    try:
        return reverse(f"{space}{pattern.name}", kwargs={name: SAMPLES[name] for name in names})
    except NoReverseMatch:
        return ""


ALL = addresses()


def test_every_address_says_who_may_open_it() -> None:
    names = {address.name for address in ALL if not address.name.startswith("demo")}
    assert names - set(ACCESS) == set(), "new addresses: add them to TABLE"
    assert set(ACCESS) - names == set(), "gone addresses: take them out of TABLE"


def test_every_view_of_the_desk_is_guarded_by_the_permission_of_the_table() -> None:
    for pattern in _patterns(get_resolver().url_patterns, ""):
        name, permission = pattern
        if permission and name in ACCESS:
            assert ACCESS[name] == permission, name


def _patterns(patterns: object, space: str) -> Iterator[tuple[str, str]]:
    for pattern in patterns:  # type: ignore[attr-defined]
        if isinstance(pattern, URLPattern):
            yield f"{space}{pattern.name}", getattr(pattern.callback, "permission", "")
        else:
            inner = f"{space}{pattern.namespace}:" if pattern.namespace else space
            yield from _patterns(pattern.url_patterns, inner)


@pytest.mark.parametrize("who", ["anonymous", "dave", "carol", "bob", "alice"])
def test_the_matrix(cast: Cast, who: str) -> None:
    person = None if who == "anonymous" else getattr(cast, who)
    client, wrong = Client(), []
    if person is not None:
        client.force_login(person)
    for address in ALL:
        access = ACCESS.get(address.name)
        if address.path and access is not None:
            wrong += [
                f"{who}: {method} {address.name} ({access}) answered {answer.status_code}"
                for method, answer in _answers(client, person, address, access)
                if not _right(person, access, answer)
            ]
    assert wrong == []


def _answers(
    client: Client, person: object, address: Address, access: str
) -> Iterator[tuple[str, HttpResponse]]:
    """GET for all; POST too where it must be refused (it would do something where allowed)."""
    yield "GET", client.get(address.path)
    if access in PERMISSIONS and not may(person, access):
        yield "POST", client.post(address.path)
    if access == TOKEN:
        yield "POST", client.post(address.path, "{}", content_type="application/json")


def _right(person: object, access: str, answer: HttpResponse) -> bool:
    to_sign_in = answer.status_code == 302 and answer["Location"].startswith("/account/login/")
    if answer.status_code == 500:
        return False
    if access == TOKEN:
        return answer.status_code in {401, 405}
    if access in {SIGN_IN, STAGE}:
        return answer.status_code != 403
    if access == PUBLIC or may(person, access):
        return answer.status_code not in {401, 403} and not to_sign_in
    if person is None:
        return to_sign_in or answer.status_code == 405
    return answer.status_code in {403, 405}


def test_an_unknown_permission_cannot_be_asked_for() -> None:
    with pytest.raises(KeyError):
        needs("everything.do")
