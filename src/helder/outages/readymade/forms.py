"""What a person types to make a template: the questions of a new outage, and its last word."""

from __future__ import annotations

from typing import Any

from django import forms
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from helder.messages import remarks
from helder.messages.review import review
from helder.outages.composer.forms import NewForm, ResolveForm
from helder.outages.composer.intent import KIND
from helder.outages.composer.word_form import WordForm, chips, many_chips
from helder.outages.models import Outage, Template
from helder.outages.readymade.actions import OF_THE_FACTS, Wanted
from helder.outages.readymade.queries import as_fields
from helder.services.models import Service

LONGEST_NAME = 80
AS_USUAL = "0"
LAST = "last"
KINDS = [(kind.value, kind.label) for kind in Outage.Kind if kind != Outage.Kind.MAINTENANCE]
AHEAD = (
    (AS_USUAL, _("As usual")),
    ("30", _("In 30 minutes")),
    ("60", _("In 1 hour")),
    ("120", _("In 2 hours")),
)


class TemplateForm(WordForm):
    """One template."""

    promises = False
    asks = {
        **{part: NewForm.asks[part] for part in OF_THE_FACTS},
        LAST: (_("What do we say when it is solved?"), ResolveForm.asks["news"][1]),
    }
    name_nl = forms.CharField(label=_("Name in Dutch"), required=False, max_length=LONGEST_NAME)
    name_en = forms.CharField(label=_("Name in English"), required=False, max_length=LONGEST_NAME)
    kind = forms.ChoiceField(
        label=_("What is it?"), choices=KINDS, widget=chips(), required=False, initial="outage"
    )
    services = forms.ModelMultipleChoiceField(
        label=_("Which services?"),
        queryset=Service.objects.none(),
        to_field_name="slug",
        widget=many_chips(),
        required=False,
    )
    minutes = forms.ChoiceField(
        label=_("When do they hear from you again?"),
        choices=AHEAD,
        widget=chips(),
        required=False,
        initial=AS_USUAL,
    )

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        field = self.fields["services"]
        assert isinstance(field, forms.ModelMultipleChoiceField)  # noqa: S101 - declared above
        field.queryset = Service.objects.filter(is_active=True)
        for name in ("name_nl", "name_en"):
            self.fields[name].one_of_several = True  # type: ignore[attr-defined]

    def clean(self) -> dict[str, Any]:
        """A name, a service and what people notice, in at least one language."""
        cleaned = super().clean()
        if not (cleaned.get("name_nl") or cleaned.get("name_en")):
            self.add_error("name_nl", gettext("Fill this in, in Dutch or in English."))
        if not cleaned.get("services"):
            self.add_error("services", gettext("Choose at least one service."))
        if "symptom" not in self.parts:
            said = gettext("Say it in one sentence at least, in Dutch or in English.")
            self.add_error("symptom_nl", said)
        return cleaned

    def wanted(self) -> Wanted:
        """The template as it is filled in."""
        data, parts = self.cleaned_data, self.parts
        last = parts.pop(LAST, None)
        return Wanted(
            name={lang: data[f"name_{lang}"].strip() for lang in ("nl", "en")},
            kind=data.get("kind") or "outage",
            services=list(data["services"]),
            parts=parts,
            last_word={"news": last} if last else {},
            minutes=int(data.get("minutes") or AS_USUAL) or None,
        )

    def listen(self) -> None:
        """Puts what the coach says beside each text, the worst first."""
        for key, findings in review(KIND, {}, self.parts).findings.items():
            told = [dict(finding) for finding in remarks.worst_first(findings)]
            for finding in told:
                finding["title"] = remarks.name_of(finding["rule"])
            self.coach[key] = told


def of_template(template: Template) -> dict[str, Any]:
    """The fields of a template that is there."""
    slugs = list(template.services.values_list("slug", flat=True))
    return of_wanted(
        Wanted(template.name, template.kind, (), template.parts, template.last_word)
    ) | {"services": slugs, "minutes": str(template.minutes or AS_USUAL)}


def of_wanted(wanted: Wanted) -> dict[str, Any]:
    """The fields of what a template is to hold."""
    last = {LAST: dict(wanted.last_word.get("news", {}))}
    name = {f"name_{lang}": text[:LONGEST_NAME] for lang, text in wanted.name.items()}
    parts = {part: dict(texts) for part, texts in wanted.parts.items()}
    fields: dict[str, Any] = {"kind": wanted.kind, **name, **as_fields({**parts, **last})}
    return fields | {"services": [service.slug for service in wanted.services]}
