"""Forms as people meet them: label, hint, error, and for a screen reader which belongs to which."""

from __future__ import annotations

import re

from django import forms


class Sample(forms.Form):
    """One of each kind."""

    name = forms.CharField(help_text="In one sentence.")
    kind = forms.ChoiceField(choices=[("a", "One"), ("b", "Two")], widget=forms.RadioSelect)
    follow = forms.BooleanField(required=False)
    secret = forms.CharField(widget=forms.HiddenInput, required=False)


def test_a_wrong_field_says_why_next_to_itself() -> None:
    page = str(Sample({"kind": "a"}))
    described = re.search(r'<input[^>]*name="name"[^>]*aria-describedby="([^"]+)"', page)
    assert described
    assert all(f'id="{name}"' in page for name in described[1].split())
    assert re.search(r'<input[^>]*name="name"[^>]*aria-invalid="true"', page)


def test_every_control_has_its_words() -> None:
    page = str(Sample())
    for name in ("id_name", "id_kind_0", "id_kind_1", "id_follow"):
        assert "<label class" in page
        assert re.search(rf'<label[^>]*for="{name}"', page)
    assert re.search(r"<fieldset[^>]*>\s*<legend>Kind", page)


def test_hidden_fields_stay_out_of_sight() -> None:
    page = str(Sample())
    assert '<input type="hidden" name="secret"' in page
    assert 'for="id_secret"' not in page


def test_what_one_types_is_shown_again_as_text() -> None:
    page = str(Sample({"name": '"><script>x</script>', "kind": "a"}))
    assert "<script>" not in page


def test_a_field_that_one_may_skip_says_so() -> None:
    class Optional(forms.Form):
        nickname = forms.CharField(required=False)

    assert "h-field__optional" in str(Optional())
    assert "h-field__optional" not in str(Sample())
