"""What an administrator fills in for a monitor, its rules and its mapping."""

from __future__ import annotations

import re
from typing import Any, ClassVar, cast

from django import forms
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from helder.kit.ids import public_id
from helder.kit.texts import pick
from helder.messages.review import review
from helder.outages.actions.words import KIND
from helder.outages.models import Monitor, Outage, Rule, Template
from helder.outages.monitors import kinds
from helder.outages.monitors.events import Unreadable
from helder.outages.monitors.generic import paths
from helder.people.models import Place
from helder.services.models import Service

LONGEST_PATTERN, MOST_STARS, MOST_PATTERNS = 200, 8, 10
LONGEST_SAMPLE = 50_000
LABEL = re.compile(r"[^\s=]{1,100}")


class AddForm(forms.Form):
    """The three things that Helder must know."""

    key = forms.CharField(widget=forms.HiddenInput, initial=public_id, max_length=16)
    kind = forms.ChoiceField(label=_("What watches?"), widget=forms.RadioSelect)
    name = forms.CharField(
        label=_("What do you call it?"),
        help_text=_("As colleagues know it, such as “Prometheus of the data centre”."),
        max_length=120,
    )
    signed = forms.BooleanField(
        label=_("Also ask for a secret"),
        help_text=_("Then the address alone is not enough. Helder makes the secret for you."),
        required=False,
    )

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        field = cast(forms.ChoiceField, self.fields["kind"])
        field.choices = [(kind.name, kind.label) for kind in kinds().values()]


class SettingsForm(forms.ModelForm):  # type: ignore[type-arg]
    """What may change later."""

    storm_minutes = forms.IntegerField(
        label=_("Minutes within which alerts belong together"),
        help_text=_("Alerts that come so soon after each other go into one draft. 0: never."),
        min_value=0,
        max_value=24 * 60,
        widget=forms.NumberInput(attrs={"class": "h-input", "inputmode": "numeric"}),
    )

    class Meta:
        model = Monitor
        fields: ClassVar = ["name", "storm_minutes", "is_on"]


class NamedTemplates(forms.ModelChoiceField):  # type: ignore[type-arg]
    """Templates by their names."""

    def label_from_instance(self, obj: Any) -> str:
        """The name in the reader's language."""
        return pick(obj.name) or str(obj.slug)


class RuleForm(forms.Form):
    """When, and what then."""

    match = forms.CharField(
        label=_("When an alert has these labels"),
        help_text=_(
            "One on a line, such as severity = critical. A * stands for any signs; “name” is the "
            "name of the alert. Leave it empty for every alert."
        ),
        widget=forms.Textarea(attrs={"class": "h-textarea", "rows": 3, "spellcheck": "false"}),
        required=False,
    )
    act = forms.ChoiceField(
        label=_("What does Helder do then?"),
        choices=Rule.Act,
        initial=Rule.Act.DRAFT,
        widget=forms.RadioSelect,
    )
    service = forms.ModelChoiceField(
        Service.objects.filter(is_active=True),
        label=_("Which service is it about?"),
        empty_label=_("As the alert says"),
        required=False,
    )
    places = forms.ModelMultipleChoiceField(
        Place.objects.all(),
        label=_("Where?"),
        help_text=_("Nothing chosen means: everywhere."),
        widget=forms.CheckboxSelectMultiple,
        required=False,
    )
    kind = forms.ChoiceField(
        label=_("What is it?"),
        choices=[choice for choice in Outage.Kind.choices if choice[0] != "maintenance"],
        initial="outage",
        widget=forms.RadioSelect,
    )
    template = NamedTemplates(
        Template.objects.all(),
        label=_("With which template?"),
        empty_label=_("Without a template"),
        required=False,
    )
    wait_minutes = forms.IntegerField(
        label=_("Only when it still fires after so many minutes"),
        initial=0,
        min_value=0,
        max_value=24 * 60,
        required=False,
        widget=forms.NumberInput(attrs={"class": "h-input", "inputmode": "numeric"}),
    )
    resolves = forms.BooleanField(
        label=_("When everything is over and stays quiet, also say that it works again"),
        help_text=_("With the last word of the template. Else a draft of it waits for you."),
        required=False,
    )

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        if not Place.objects.exists():
            del self.fields["places"]

    def clean_match(self) -> dict[str, str]:
        """Lines as label and pattern."""
        lines = [line for line in self.cleaned_data["match"].splitlines() if line.strip()]
        if len(lines) > MOST_PATTERNS:
            raise forms.ValidationError(
                gettext("At most %(most)d lines fit in a rule.") % {"most": MOST_PATTERNS}
            )
        return dict(_pattern(line) for line in lines)

    def clean_wait_minutes(self) -> int:
        """Empty is at once."""
        return self.cleaned_data["wait_minutes"] or 0

    def clean(self) -> dict[str, Any]:
        """A rule publishes with a template that can be published, or not at all."""
        data = self.cleaned_data
        publishes = data.get("act") == Rule.Act.PUBLISH
        template = data.get("template")
        if publishes and template is None:
            self.add_error("template", gettext("Choose the words that are published."))
        elif publishes and template is not None:
            self._check(template)
        if data.get("resolves") and not (publishes and template and any(template.last_word)):
            self.add_error(
                "resolves",
                gettext("This needs a rule that publishes, and a template with a last word."),
            )
        return data

    def _check(self, template: Template) -> None:
        said = template.parts.get("symptom") or {}
        if not any(said.values()):
            sentence = gettext("This template does not say what people notice yet.")
            self.add_error("template", sentence)
        elif review(KIND, {}, {**template.parts, **template.last_word}).blocking:
            sentence = gettext("The coach stops a sentence in this template. Mend it first.")
            self.add_error("template", sentence)

    def rule(self, of: Rule) -> Rule:
        """The rule as it is filled in, not saved."""
        data = self.cleaned_data
        for name in ("match", "act", "service", "kind", "template", "wait_minutes"):
            setattr(of, name, data[name])
        of.resolves = bool(data["resolves"])
        return of


def typed(rule: Rule) -> dict[str, Any]:
    """A rule as the form shows it."""
    return {
        "match": "\n".join(f"{label} = {pattern}" for label, pattern in rule.match.items()),
        "act": rule.act,
        "service": rule.service_id,
        "places": [place.pk for place in rule.places.all()] if rule.pk else [],
        "kind": rule.kind,
        "template": rule.template_id,
        "wait_minutes": rule.wait_minutes,
        "resolves": rule.resolves,
    }


def _pattern(line: str) -> tuple[str, str]:
    """Raises ValidationError."""
    label, sign, pattern = (part.strip() for part in line.partition("="))
    pattern = pattern.strip("\"'")
    if not sign or not LABEL.fullmatch(label):
        raise forms.ValidationError(
            gettext("Write “%(line)s” as: label = pattern.") % {"line": line.strip()[:60]}
        )
    if len(pattern) > LONGEST_PATTERN or pattern.count("*") > MOST_STARS:
        raise forms.ValidationError(
            gettext("The pattern of “%(label)s” is too long.") % {"label": label}
        )
    return label, pattern


class MappingForm(forms.Form):
    """Where in a message it says what, and a message to try it on."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        sample = forms.CharField(
            label=_("A message as it is sent"),
            help_text=_("Paste a real one. It is only kept to show what Helder reads in it."),
            widget=forms.Textarea(attrs={"class": "h-textarea", "rows": 8, "spellcheck": "false"}),
            max_length=LONGEST_SAMPLE,
            required=False,
        )
        self.fields["sample"] = sample
        for field in paths.FIELDS:
            self.fields[field.name] = forms.CharField(
                label=field.label,
                help_text=field.help,
                initial=field.default,
                required=field.required,
                max_length=paths.LONGEST,
                widget=forms.TextInput(attrs={"class": "h-input", "spellcheck": "false"}),
            )
        for name, label in (
            ("firing", _("These values mean that it fires")),
            ("resolved", _("These values mean that it is over")),
        ):
            self.fields[name] = forms.CharField(
                label=label, initial=paths.VALUES[name], max_length=paths.LONGEST
            )

    def clean(self) -> dict[str, Any]:
        """Every path must be one; a value means one thing."""
        data = self.cleaned_data
        for field in paths.FIELDS:
            try:
                if data.get(field.name):
                    paths.check(data[field.name])
            except Unreadable as error:
                self.add_error(field.name, str(error))
        found = paths.mapped(data)
        both = found.firing & found.resolved
        if both:
            sentence = gettext("“%(value)s” cannot mean both.") % {"value": min(both)}
            self.add_error("resolved", sentence)
        return data
