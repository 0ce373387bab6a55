"""How forms look everywhere: one renderer, one field template."""

from __future__ import annotations

from django.forms.renderers import TemplatesSetting


class HelderFormRenderer(TemplatesSetting):
    """Fields and forms rendered with the kit's templates."""

    field_template_name = "kit/field.html"
    form_template_name = "kit/form.html"
