import django.db.models.deletion
import django.utils.timezone
import uuid
from django.conf import settings
from django.db import migrations, models


class Migration(migrations.Migration):

    dependencies = [
        ('articles', '0008_search_tokens'),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.AlterModelOptions(
            name='importrun',
            options={'permissions': [('import_seeds', 'Can import seed files')]},
        ),
        migrations.CreateModel(
            name='Upload',
            fields=[
                ('id', models.UUIDField(default=uuid.uuid4, editable=False, primary_key=True, serialize=False)),
                ('created_at', models.DateTimeField(default=django.utils.timezone.now)),
                ('names', models.JSONField(default=list, help_text='What the files were called that came.')),
                ('passed_over', models.JSONField(default=list, help_text='Files in the zip that are not for an import, and why.')),
                ('publish', models.BooleanField(default=False)),
                ('overwrite_edits', models.BooleanField(default=False)),
                ('report', models.CharField(blank=True, max_length=32)),
                ('state', models.CharField(choices=[('waiting', 'waiting'), ('importing', 'importing'), ('imported', 'imported')], default='waiting', max_length=9)),
                ('owner', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='+', to=settings.AUTH_USER_MODEL)),
                ('run', models.ForeignKey(null=True, on_delete=django.db.models.deletion.SET_NULL, related_name='+', to='articles.importrun')),
            ],
            options={
                'default_permissions': (),
                'constraints': [models.CheckConstraint(condition=models.Q(('state__in', ['waiting', 'importing', 'imported'])), name='upload_state_is_known')],
            },
        ),
    ]
