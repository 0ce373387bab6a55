"""How forms look everywhere: one renderer, one field template."""

from __future__ import annotations

from django.forms.renderers import TemplatesSetting
from django.utils.translation import gettext_noop

# Django's sentences that our locale files say in our own words.
IN_OUR_WORDS = (
    gettext_noop("This field is required."),
    gettext_noop("Enter a valid email address."),
)


class HelderFormRenderer(TemplatesSetting):
    """Fields and forms rendered with the kit's templates."""

    field_template_name = "kit/field.html"
    form_template_name = "kit/form.html"
