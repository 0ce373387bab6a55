from django.db import migrations, models


class Migration(migrations.Migration):

    dependencies = [
        ('outages', '0007_monitors'),
    ]

    operations = [
        migrations.AddField(
            model_name='starter',
            name='kind',
            field=models.CharField(choices=[('slack', 'Slack'), ('mattermost', 'Mattermost')], default='slack', max_length=16),
        ),
        migrations.AlterField(
            model_name='starter',
            name='secret',
            field=models.CharField(blank=True, help_text='Proves the sender; without it nothing opens.', max_length=200),
        ),
    ]
