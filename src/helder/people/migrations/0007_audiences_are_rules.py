from django.db import migrations


class Migration(migrations.Migration):

    dependencies = [
        ("people", "0006_audience_rules"),
    ]

    operations = [
        migrations.RemoveField(model_name="audience", name="departments"),
        migrations.RemoveField(model_name="audience", name="places"),
        migrations.RemoveField(model_name="audience", name="affiliations"),
    ]
