from django.db import migrations


class Migration(migrations.Migration):

    dependencies = [
        ('people', '0002_directory_and_choices'),
    ]

    operations = [
        migrations.RemoveField(
            model_name='person',
            name='mail_refused_at',
        ),
        migrations.RemoveField(
            model_name='person',
            name='outage_channel',
        ),
    ]
