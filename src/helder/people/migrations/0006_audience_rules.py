from django.db import migrations

PARTS = (("departments", "department"), ("places", "place"), ("affiliations", "role"))


def say_as_rule(apps, schema_editor):
    """What an audience had as departments, places and roles becomes its rule: any of these."""
    Audience = apps.get_model("people", "Audience")
    for audience in Audience.objects.filter(everyone=False, rule={}).iterator():
        conditions = [
            {kind: part.slug}
            for field, kind in PARTS
            for part in getattr(audience, field).order_by("pk")
        ]
        if conditions:
            rule = conditions[0] if len(conditions) == 1 else {"any": conditions}
            Audience.objects.filter(pk=audience.pk).update(rule=rule)


class Migration(migrations.Migration):

    dependencies = [
        ("people", "0005_erasure"),
    ]

    operations = [migrations.RunPython(say_as_rule, migrations.RunPython.noop)]
