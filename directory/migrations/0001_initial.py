import bibliography.text_normalization
import directory.identifiers
import django.contrib.postgres.constraints
import django.db.models.constraints
import django.db.models.deletion
import modelcluster.fields
import modelsearch.index
import wagtail.fields
from django.conf import settings
from django.db import migrations, models

# The profile of a supervisor lists students, whose own profiles hold the relation.
CREATE_TRIGGERS = """
CREATE TRIGGER directory_supervision_note AFTER INSERT OR DELETE ON directory_supervision
FOR EACH ROW EXECUTE FUNCTION content_note_update('document', 'supervisor_id');
CREATE TRIGGER directory_supervision_note_edit AFTER UPDATE ON directory_supervision
FOR EACH ROW WHEN (OLD.* IS DISTINCT FROM NEW.*)
EXECUTE FUNCTION content_note_update('document', 'supervisor_id');
"""

DROP_TRIGGERS = """
DROP TRIGGER directory_supervision_note ON directory_supervision;
DROP TRIGGER directory_supervision_note_edit ON directory_supervision;
"""


class Migration(migrations.Migration):

    initial = True

    dependencies = [
        ('content', '0001_initial'),
        ('wagtailcore', '0098_apitoken'),
    ]

    operations = [
        migrations.CreateModel(
            name='DirectoryPage',
            fields=[
                ('page_ptr', models.OneToOneField(auto_created=True, on_delete=django.db.models.deletion.CASCADE, parent_link=True, primary_key=True, serialize=False, to=settings.WAGTAIL_PAGE_MODEL)),
                ('summary', models.TextField(blank=True, help_text='One or two sentences: shown in lists, in search results and on social cards.', max_length=500, verbose_name='summary')),
                ('social_image', models.ForeignKey(blank=True, help_text='Shown where the page is shared, and on cards that have no image of their own.', null=True, on_delete=django.db.models.deletion.SET_NULL, related_name='+', to='content.image', verbose_name='social image')),
            ],
            options={
                'verbose_name': 'directory',
                'verbose_name_plural': 'directories',
            },
            bases=('wagtailcore.page',),
        ),
        migrations.CreateModel(
            name='Institution',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('name_en', models.CharField(blank=True, max_length=200, verbose_name='name in English')),
                ('name_fr', models.CharField(blank=True, help_text='One of the two names is enough: it is then used in both languages.', max_length=200, verbose_name='name in French')),
                ('slug', models.SlugField(blank=True, help_text='Used in the URLs of filtered lists. Derived from the name when left empty.', max_length=200, unique=True, verbose_name='slug')),
                ('short_name', models.CharField(blank=True, max_length=60, verbose_name='short name')),
                ('ror', directory.identifiers.RorField(blank=True, help_text='From ror.org, for example https://ror.org/0161xgx34. It identifies the institution in exports and structured data.', max_length=255, null=True, unique=True, verbose_name='ROR identifier')),
                ('city', models.CharField(blank=True, max_length=100, verbose_name='city')),
                ('website', models.URLField(blank=True, verbose_name='website')),
                ('is_affiliated', models.BooleanField(default=True, help_text="Affiliated institutions are named with the faculty. Switch off for a visitor's home university.", verbose_name='affiliated with the institute')),
                ('order', models.PositiveSmallIntegerField(default=0, help_text='Lower numbers come first where institutions are listed.', verbose_name='order')),
                ('logo', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.SET_NULL, related_name='+', to='content.image', verbose_name='logo')),
            ],
            options={
                'verbose_name': 'institution',
                'verbose_name_plural': 'institutions',
                'ordering': ['order', 'slug'],
                'abstract': False,
            },
            bases=(modelsearch.index.Indexed, models.Model),
        ),
        migrations.CreateModel(
            name='Membership',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('name_en', models.CharField(blank=True, max_length=200, verbose_name='name in English')),
                ('name_fr', models.CharField(blank=True, help_text='One of the two names is enough: it is then used in both languages.', max_length=200, verbose_name='name in French')),
                ('slug', models.SlugField(blank=True, help_text='Used in the URLs of filtered lists. Derived from the name when left empty.', max_length=200, unique=True, verbose_name='slug')),
                ('order', models.PositiveSmallIntegerField(default=0, help_text='Lower numbers come first where memberships are listed.', verbose_name='order')),
                ('counts_as_professor', models.BooleanField(default=False, help_text='People with this membership are counted among the professors, until they leave.', verbose_name='counts as professor')),
            ],
            options={
                'verbose_name': 'membership',
                'verbose_name_plural': 'memberships',
                'ordering': ['order', 'slug'],
                'abstract': False,
                'constraints': [models.CheckConstraint(condition=models.Q(('name_en', ''), ('name_fr', ''), _negated=True), name='directory_membership_has_a_name', violation_error_message='Give a name in at least one of the languages.')],
            },
            bases=(modelsearch.index.Indexed, models.Model),
        ),
        migrations.CreateModel(
            name='PersonPage',
            fields=[
                ('page_ptr', models.OneToOneField(auto_created=True, on_delete=django.db.models.deletion.CASCADE, parent_link=True, primary_key=True, serialize=False, to=settings.WAGTAIL_PAGE_MODEL)),
                ('given_name', models.CharField(blank=True, max_length=120, verbose_name='given name')),
                ('family_name', models.CharField(blank=True, help_text='The directory is in order of family names.', max_length=120, verbose_name='family name')),
                ('honorific', models.CharField(blank=True, help_text='Written before the name on the profile: Dr, Prof., C.C. …', max_length=40, verbose_name='honorific')),
                ('photo_consent', models.CharField(blank=True, help_text='How and when the person agreed to this picture. Visitors never see this note.', max_length=255, verbose_name='consent to the photo')),
                ('position_en', models.CharField(blank=True, max_length=255, verbose_name='position in English')),
                ('position_fr', models.CharField(blank=True, max_length=255, verbose_name='position in French')),
                ('chair_en', models.CharField(blank=True, max_length=255, verbose_name='chair in English')),
                ('chair_fr', models.CharField(blank=True, max_length=255, verbose_name='chair in French')),
                ('biography_en', wagtail.fields.RichTextField(blank=True, verbose_name='biography in English')),
                ('biography_fr', wagtail.fields.RichTextField(blank=True, verbose_name='biography in French')),
                ('orcid', directory.identifiers.OrcidField(blank=True, error_messages={'unique': 'Another person has this ORCID iD.'}, help_text='With or without https://orcid.org/ in front; the check digit is verified.', max_length=255, null=True, unique=True, verbose_name='ORCID iD')),
                ('openalex_id', directory.identifiers.OpenAlexAuthorField(blank=True, error_messages={'unique': 'Another person has this OpenAlex identifier.'}, help_text="The author's address in OpenAlex, or the A and the number that end it.", max_length=255, null=True, unique=True, verbose_name='OpenAlex author')),
                ('google_scholar_id', directory.identifiers.GoogleScholarField(blank=True, error_messages={'unique': 'Another person has this Google Scholar profile.'}, help_text='The address of the profile, or the twelve characters after “user=”.', max_length=255, null=True, unique=True, verbose_name='Google Scholar profile')),
                ('email', models.EmailField(blank=True, max_length=254, verbose_name='e-mail address')),
                ('email_is_public', models.BooleanField(default=False, help_text='Off, the address appears on no page, in no feed and nowhere in the API.', verbose_name='show the e-mail address publicly')),
                ('joined', models.DateField(blank=True, null=True, verbose_name='joined')),
                ('left', models.DateField(blank=True, help_text='The last day. From the day after, the person is an alumnus.', null=True, verbose_name='left')),
                ('sort_name', bibliography.text_normalization.NormalizedField(blank=True, db_collation='C', db_index=True, editable=False, max_length=255)),
                ('membership', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.SET_NULL, related_name='people', to='directory.membership', verbose_name='membership')),
                ('photo', models.ForeignKey(blank=True, help_text='Upright, with the focal point on the face. Without one, the initials are shown.', null=True, on_delete=django.db.models.deletion.SET_NULL, related_name='+', to='content.image', verbose_name='photo')),
                ('social_image', models.ForeignKey(blank=True, help_text='Shown where the page is shared, and on cards that have no image of their own.', null=True, on_delete=django.db.models.deletion.SET_NULL, related_name='+', to='content.image', verbose_name='social image')),
            ],
            options={
                'verbose_name': 'person',
                'verbose_name_plural': 'people',
            },
            bases=('wagtailcore.page',),
        ),
        migrations.CreateModel(
            name='PersonLink',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('sort_order', models.IntegerField(blank=True, editable=False, null=True)),
                ('kind', models.CharField(choices=[('website', 'Website'), ('laboratory', 'Laboratory'), ('curriculum-vitae', 'Curriculum vitae'), ('github', 'GitHub'), ('linkedin', 'LinkedIn'), ('bluesky', 'Bluesky'), ('mastodon', 'Mastodon'), ('dblp', 'DBLP'), ('other', 'Other')], default='website', max_length=20, verbose_name='kind')),
                ('url', models.URLField(max_length=500, verbose_name='address')),
                ('page', modelcluster.fields.ParentalKey(on_delete=django.db.models.deletion.CASCADE, related_name='links', to='directory.personpage')),
            ],
            options={
                'verbose_name': 'link',
                'verbose_name_plural': 'links',
                'ordering': ['sort_order'],
                'abstract': False,
            },
        ),
        migrations.CreateModel(
            name='NameVariant',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('sort_order', models.IntegerField(blank=True, editable=False, null=True)),
                ('name', models.CharField(help_text='As printed on the papers.', max_length=200, verbose_name='name')),
                ('never_show', models.BooleanField(default=False, help_text='For a former name: papers are matched by it, and visitors never read it anywhere.', verbose_name='never show')),
                ('normalized_name', bibliography.text_normalization.NormalizedField(blank=True, db_collation='C', db_index=True, editable=False, max_length=255)),
                ('page', modelcluster.fields.ParentalKey(on_delete=django.db.models.deletion.CASCADE, related_name='name_variants', to='directory.personpage')),
            ],
            options={
                'verbose_name': 'name on papers',
                'verbose_name_plural': 'names on papers',
                'ordering': ['sort_order'],
                'abstract': False,
            },
        ),
        migrations.CreateModel(
            name='Affiliation',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('sort_order', models.IntegerField(blank=True, editable=False, null=True)),
                ('department_en', models.CharField(blank=True, max_length=255, verbose_name='department in English')),
                ('department_fr', models.CharField(blank=True, max_length=255, verbose_name='department in French')),
                ('role_en', models.CharField(blank=True, max_length=255, verbose_name='role in English')),
                ('role_fr', models.CharField(blank=True, max_length=255, verbose_name='role in French')),
                ('primary', models.BooleanField(default=False, help_text='Named beside the person in lists. Without one, the first current affiliation is.', verbose_name='main affiliation')),
                ('start', models.DateField(blank=True, null=True, verbose_name='from')),
                ('end', models.DateField(blank=True, help_text='Empty while it lasts.', null=True, verbose_name='until')),
                ('institution', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='affiliations', to='directory.institution', verbose_name='institution')),
                ('page', modelcluster.fields.ParentalKey(on_delete=django.db.models.deletion.CASCADE, related_name='affiliations', to='directory.personpage')),
            ],
            options={
                'verbose_name': 'affiliation',
                'verbose_name_plural': 'affiliations',
                'ordering': ['sort_order'],
                'abstract': False,
            },
        ),
        migrations.CreateModel(
            name='ResearchTopic',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('name_en', models.CharField(blank=True, max_length=200, verbose_name='name in English')),
                ('name_fr', models.CharField(blank=True, help_text='One of the two names is enough: it is then used in both languages.', max_length=200, verbose_name='name in French')),
                ('slug', models.SlugField(blank=True, help_text='Used in the URLs of filtered lists. Derived from the name when left empty.', max_length=200, unique=True, verbose_name='slug')),
            ],
            options={
                'verbose_name': 'research topic',
                'verbose_name_plural': 'research topics',
                'ordering': ['slug'],
                'abstract': False,
                'constraints': [models.CheckConstraint(condition=models.Q(('name_en', ''), ('name_fr', ''), _negated=True), name='directory_researchtopic_has_a_name', violation_error_message='Give a name in at least one of the languages.')],
            },
            bases=(modelsearch.index.Indexed, models.Model),
        ),
        migrations.CreateModel(
            name='PersonTopic',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('sort_order', models.IntegerField(blank=True, editable=False, null=True)),
                ('page', modelcluster.fields.ParentalKey(on_delete=django.db.models.deletion.CASCADE, related_name='topic_links', to='directory.personpage')),
                ('topic', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='person_links', to='directory.researchtopic', verbose_name='research topic')),
            ],
            options={
                'verbose_name': 'research topic',
                'verbose_name_plural': 'research topics',
                'ordering': ['sort_order'],
                'abstract': False,
            },
        ),
        migrations.CreateModel(
            name='Supervision',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('sort_order', models.IntegerField(blank=True, editable=False, null=True)),
                ('role', models.CharField(choices=[('supervisor', 'Supervisor'), ('co-supervisor', 'Co-supervisor'), ('mentor', 'Mentor')], default='supervisor', max_length=20, verbose_name='role')),
                ('page', modelcluster.fields.ParentalKey(on_delete=django.db.models.deletion.CASCADE, related_name='supervisions', to='directory.personpage')),
                ('supervisor', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='supervised', to='directory.personpage', verbose_name='supervisor')),
            ],
            options={
                'verbose_name': 'supervisor',
                'verbose_name_plural': 'supervisors',
                'ordering': ['sort_order'],
                'abstract': False,
            },
        ),
        migrations.AddConstraint(
            model_name='institution',
            constraint=models.CheckConstraint(condition=models.Q(('name_en', ''), ('name_fr', ''), _negated=True), name='directory_institution_has_a_name', violation_error_message='Give a name in at least one of the languages.'),
        ),
        migrations.AddConstraint(
            model_name='personpage',
            constraint=models.CheckConstraint(condition=models.Q(('family_name', ''), ('given_name', ''), _negated=True), name='directory_person_has_a_name', violation_error_message='A person has a given name or a family name.'),
        ),
        migrations.AddConstraint(
            model_name='personpage',
            constraint=models.CheckConstraint(condition=models.Q(('left__gte', models.F('joined'))), name='directory_person_left_after_joining', violation_error_message='A person cannot leave before they join.'),
        ),
        migrations.AddConstraint(
            model_name='affiliation',
            constraint=models.CheckConstraint(condition=models.Q(('end__gte', models.F('start'))), name='directory_affiliation_ends_after_start', violation_error_message='An affiliation cannot end before it starts.'),
        ),
        migrations.AddConstraint(
            model_name='affiliation',
            constraint=django.contrib.postgres.constraints.ExclusionConstraint(condition=models.Q(('primary', True)), deferrable=django.db.models.constraints.Deferrable['DEFERRED'], expressions=[(models.Func(models.F('page'), models.F('page'), models.Value('[]'), function='int4range'), '&&')], name='directory_affiliation_one_primary', violation_error_message='A person has one main affiliation.'),
        ),
        migrations.AddConstraint(
            model_name='persontopic',
            constraint=models.UniqueConstraint(deferrable=django.db.models.constraints.Deferrable['DEFERRED'], fields=('page', 'topic'), name='directory_persontopic_once', violation_error_message='A topic is listed once.'),
        ),
        migrations.AddConstraint(
            model_name='supervision',
            constraint=models.CheckConstraint(condition=models.Q(('page', models.F('supervisor')), _negated=True), name='directory_supervision_not_oneself', violation_error_message='Nobody supervises themselves.'),
        ),
        migrations.AddConstraint(
            model_name='supervision',
            constraint=models.UniqueConstraint(deferrable=django.db.models.constraints.Deferrable['DEFERRED'], fields=('page', 'supervisor'), name='directory_supervision_once', violation_error_message='A supervisor is named once.'),
        ),
        migrations.RunSQL(CREATE_TRIGGERS, DROP_TRIGGERS),
    ]
