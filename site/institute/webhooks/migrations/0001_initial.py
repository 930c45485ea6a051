import django.contrib.postgres.fields
import django.db.models.deletion
import django.utils.timezone
import institute.webhooks.models
from django.db import migrations, models


class Migration(migrations.Migration):

    initial = True

    dependencies = [
    ]

    operations = [
        migrations.CreateModel(
            name='Channel',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('name', models.CharField(max_length=255, unique=True, verbose_name='name')),
                ('url', models.URLField(blank=True, help_text='Where changes are announced as they happen (a webhook). Leave it empty for a channel that asks.', max_length=2000, verbose_name='address for events')),
                ('active', models.BooleanField(default=True, editable=False, verbose_name='active')),
                ('kinds', django.contrib.postgres.fields.ArrayField(base_field=models.CharField(choices=[('created', 'appeared'), ('updated', 'changed'), ('moved', 'moved'), ('removed', 'disappeared')], max_length=10), blank=True, default=list, size=None, verbose_name='events')),
                ('types', django.contrib.postgres.fields.ArrayField(base_field=models.CharField(max_length=100), blank=True, default=list, size=None, verbose_name='types of content')),
                ('languages', django.contrib.postgres.fields.ArrayField(base_field=models.CharField(max_length=10), blank=True, default=list, size=None, verbose_name='languages')),
                ('secret', models.CharField(default=institute.webhooks.models.new_secret, editable=False, max_length=100, verbose_name='secret')),
                ('previous_secret', models.CharField(blank=True, editable=False, max_length=100, verbose_name='previous secret')),
                ('rotated_at', models.DateTimeField(editable=False, null=True, verbose_name='secret replaced at')),
                ('position', models.BigIntegerField(default=0, editable=False, verbose_name='position')),
                ('failures', models.PositiveIntegerField(default=0, editable=False, verbose_name='failures in a row')),
                ('failing_since', models.DateTimeField(editable=False, null=True, verbose_name='failing since')),
                ('resting_until', models.DateTimeField(editable=False, null=True, verbose_name='next try')),
                ('switched_off_at', models.DateTimeField(editable=False, null=True, verbose_name='switched off at')),
            ],
            options={
                'verbose_name': 'channel',
                'verbose_name_plural': 'webhooks',
                'ordering': ['name'],
            },
        ),
        migrations.CreateModel(
            name='Token',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('digest', models.CharField(editable=False, max_length=64, unique=True, verbose_name='digest')),
                ('ending', models.CharField(editable=False, max_length=4, verbose_name='last characters')),
                ('types', django.contrib.postgres.fields.ArrayField(base_field=models.CharField(max_length=100), blank=True, default=list, size=None, verbose_name='types of content')),
                ('preview', models.BooleanField(default=False, verbose_name='may read previews')),
                ('requests_per_minute', models.PositiveIntegerField(blank=True, help_text='Empty means what everyone may ask.', null=True, verbose_name='requests a minute')),
                ('created_at', models.DateTimeField(auto_now_add=True, verbose_name='made')),
                ('expires_at', models.DateTimeField(blank=True, null=True, verbose_name='expires')),
                ('revoked_at', models.DateTimeField(editable=False, null=True, verbose_name='revoked')),
                ('used_at', models.DateTimeField(editable=False, null=True, verbose_name='last used')),
                ('channel', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='tokens', to='webhooks.channel', verbose_name='channel')),
            ],
            options={
                'verbose_name': 'token',
                'verbose_name_plural': 'tokens',
                'ordering': ['-created_at'],
            },
        ),
        migrations.CreateModel(
            name='Delivery',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('event_id', models.CharField(db_index=True, default=institute.webhooks.models.new_event_id, max_length=40, verbose_name='event')),
                ('event_type', models.CharField(max_length=100, verbose_name='type')),
                ('subject', models.CharField(max_length=150, verbose_name='subject')),
                ('payload', models.JSONField(verbose_name='payload')),
                ('state', models.CharField(choices=[('waiting', 'waiting'), ('delivered', 'delivered'), ('given up', 'given up')], default='waiting', max_length=10, verbose_name='state')),
                ('created_at', models.DateTimeField(default=django.utils.timezone.now, verbose_name='since')),
                ('attempts', models.PositiveIntegerField(default=0, verbose_name='attempts')),
                ('next_try_at', models.DateTimeField(blank=True, default=django.utils.timezone.now, null=True, verbose_name='next try')),
                ('attempted_at', models.DateTimeField(null=True, verbose_name='last try')),
                ('response_code', models.PositiveIntegerField(null=True, verbose_name='answer')),
                ('excerpt', models.TextField(blank=True, verbose_name='what came back')),
                ('channel', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='deliveries', to='webhooks.channel', verbose_name='channel')),
            ],
            options={
                'verbose_name': 'delivery',
                'verbose_name_plural': 'deliveries',
                'ordering': ['-pk'],
                'indexes': [models.Index(condition=models.Q(('state', 'waiting')), fields=['channel', 'id'], name='webhooks_delivery_waiting'), models.Index(fields=['channel', 'subject', 'id'], name='webhooks_delivery_subject'), models.Index(fields=['channel', 'attempted_at'], name='webhooks_delivery_attempted'), models.Index(condition=models.Q(('state', 'waiting'), _negated=True), fields=['created_at'], name='webhooks_delivery_settled')],
                'constraints': [models.CheckConstraint(condition=models.Q(('state__in', ['waiting', 'delivered', 'given up'])), name='webhooks_delivery_state_known')],
            },
        ),
    ]
