from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [
        ("outages", "0006_tapped"),
    ]

    operations = [
        migrations.AddField(
            model_name="alert",
            name="thing",
            field=models.CharField(
                blank=True,
                db_index=True,
                default="",
                help_text="What is watched, over all its alerts.",
                max_length=200,
            ),
            preserve_default=False,
        ),
        migrations.AddField(
            model_name="rule",
            name="resolves",
            field=models.BooleanField(
                default=False,
                help_text="Also says that it works again, with the template's last word.",
            ),
        ),
    ]
