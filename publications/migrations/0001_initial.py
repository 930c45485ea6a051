import bibliography.dates
import bibliography.languages
import bibliography.text_normalization
import datetime
import django.contrib.postgres.fields
import django.contrib.postgres.indexes
import django.contrib.postgres.search
import django.core.validators
import django.db.models.constraints
import django.db.models.deletion
import django.db.models.functions.comparison
import django.db.models.functions.datetime
import django.db.models.functions.text
import django.db.models.lookups
import modelcluster.fields
import modelsearch.index
import publications.fields
import publications.models.imports
import uuid
from django.conf import settings
from django.db import migrations, models

# Relations that are written in bulk, by cascades and by the forms of other pages: see publications.dependencies.
CREATE_TRIGGERS = """
CREATE TRIGGER publications_authormatch_note_insert AFTER INSERT ON publications_authormatch
FOR EACH ROW WHEN (NEW.state = 'confirmed')
EXECUTE FUNCTION content_note_update('publications.publicationpage', 'page_id', 'document', 'person_id');
CREATE TRIGGER publications_authormatch_note_delete AFTER DELETE ON publications_authormatch
FOR EACH ROW WHEN (OLD.state = 'confirmed')
EXECUTE FUNCTION content_note_update('publications.publicationpage', 'page_id', 'document', 'person_id');
CREATE TRIGGER publications_authormatch_note_update AFTER UPDATE ON publications_authormatch
FOR EACH ROW WHEN (
    'confirmed' IN (OLD.state, NEW.state)
    AND (OLD.page_id, OLD.person_id, OLD.author_key, OLD.state, OLD.hides_printed_name)
        IS DISTINCT FROM (NEW.page_id, NEW.person_id, NEW.author_key, NEW.state, NEW.hides_printed_name)
)
EXECUTE FUNCTION content_note_update('publications.publicationpage', 'page_id', 'document', 'person_id');

CREATE TRIGGER publications_publicationtopic_note AFTER INSERT OR DELETE ON publications_publicationtopic
FOR EACH ROW EXECUTE FUNCTION content_note_update('publications.publicationpage', 'page_id');
CREATE TRIGGER publications_publicationtopic_note_edit AFTER UPDATE ON publications_publicationtopic
FOR EACH ROW WHEN (OLD.* IS DISTINCT FROM NEW.*)
EXECUTE FUNCTION content_note_update('publications.publicationpage', 'page_id');

CREATE TRIGGER publications_featured_note AFTER INSERT OR DELETE ON publications_featuredpublication
FOR EACH ROW EXECUTE FUNCTION content_note_update('document', 'person_id');
CREATE TRIGGER publications_featured_note_edit AFTER UPDATE ON publications_featuredpublication
FOR EACH ROW WHEN (OLD.* IS DISTINCT FROM NEW.*)
EXECUTE FUNCTION content_note_update('document', 'person_id');
"""

DROP_TRIGGERS = """
DROP TRIGGER publications_authormatch_note_insert ON publications_authormatch;
DROP TRIGGER publications_authormatch_note_delete ON publications_authormatch;
DROP TRIGGER publications_authormatch_note_update ON publications_authormatch;
DROP TRIGGER publications_publicationtopic_note ON publications_publicationtopic;
DROP TRIGGER publications_publicationtopic_note_edit ON publications_publicationtopic;
DROP TRIGGER publications_featured_note ON publications_featuredpublication;
DROP TRIGGER publications_featured_note_edit ON publications_featuredpublication;
"""


def create_service_libraries(apps, schema_editor):
    """Create the libraries of the remote services, which cannot be deleted."""
    Library = apps.get_model("publications", "Library")
    Library.objects.bulk_create(Library(name=name) for name in ("crossref", "openalex"))


class Migration(migrations.Migration):

    initial = True

    dependencies = [
        ('content', '0001_initial'),
        ('directory', '0001_initial'),
        ('wagtailcore', '0098_apitoken'),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.CreateModel(
            name='PublicationPage',
            fields=[
                ('page_ptr', models.OneToOneField(auto_created=True, on_delete=django.db.models.deletion.CASCADE, parent_link=True, primary_key=True, serialize=False, to=settings.WAGTAIL_PAGE_MODEL)),
                ('full_title', models.TextField(help_text='In full, in the language of the work; mathematics in TeX between dollar signs.', verbose_name='title')),
                ('title_translated', models.TextField(blank=True, help_text='As printed on the work itself, if it is.', verbose_name='title in the other language')),
                ('abstract_en', models.TextField(blank=True, verbose_name='abstract in English')),
                ('abstract_fr', models.TextField(blank=True, verbose_name='abstract in French')),
                ('abstract_other', models.TextField(blank=True, help_text='Where that is neither English nor French.', verbose_name='abstract in the language of the work')),
                ('language', models.CharField(blank=True, choices=bibliography.languages.work_languages, max_length=12, verbose_name='language of the work')),
                ('kind', models.CharField(choices=[('article', 'Journal article'), ('conference-paper', 'Conference paper'), ('preprint', 'Preprint'), ('review', 'Review article'), ('editorial', 'Editorial or letter'), ('chapter', 'Book chapter'), ('book', 'Book'), ('proceedings', 'Proceedings'), ('thesis', 'Thesis'), ('report', 'Report'), ('working-paper', 'Working paper'), ('dataset', 'Dataset'), ('software', 'Software'), ('poster', 'Poster'), ('presentation', 'Talk'), ('patent', 'Patent'), ('magazine-article', 'Magazine or newspaper article'), ('other', 'Other')], default='article', max_length=20, verbose_name='kind')),
                ('published', models.DateField(blank=True, null=True, verbose_name='date')),
                ('date_precision', models.CharField(choices=[('none', 'Not known'), ('year', 'Year'), ('month', 'Month'), ('day', 'Day')], default='none', max_length=5, verbose_name='precision of the date')),
                ('venue_text', models.CharField(blank=True, help_text='Where it differs from the venue’s own name.', max_length=500, verbose_name='venue as printed')),
                ('volume', models.CharField(blank=True, max_length=255, verbose_name='volume')),
                ('issue', models.CharField(blank=True, max_length=255, verbose_name='issue')),
                ('pages', models.CharField(blank=True, help_text='Such as 101–110, or e1234.', max_length=255, verbose_name='pages')),
                ('publisher', models.CharField(blank=True, help_text='For a thesis or a report: the university or institute.', max_length=255, verbose_name='publisher')),
                ('edition', models.CharField(blank=True, max_length=100, verbose_name='edition')),
                ('book_isbn', models.CharField(blank=True, help_text='For chapters and conference papers.', max_length=30, verbose_name='ISBN of the book it is in')),
                ('identifiers_text', models.TextField(blank=True, help_text='One a line: DOI, arXiv, PMID, PMCID, ISBN, OpenAlex, HAL or Handle, as a number or as an address, such as https://doi.org/10.1000/xyz or arXiv:2101.00001.', verbose_name='identifiers')),
                ('status', models.CharField(choices=[('published', 'Published'), ('corrected', 'Corrected'), ('retracted', 'Retracted')], default='published', max_length=10, verbose_name='status')),
                ('notice_url', models.URLField(blank=True, max_length=1000, verbose_name='address of the notice')),
                ('status_date', models.DateField(blank=True, null=True, verbose_name='date of the notice')),
                ('license', models.CharField(blank=True, help_text='Such as CC BY 4.0, or the address of the licence.', max_length=255, verbose_name='licence')),
                ('funding', models.TextField(blank=True, verbose_name='funding')),
                ('embargo_until', models.DateField(blank=True, help_text='Nobody can read the file before this day.', null=True, verbose_name='embargo until')),
                ('sort_title', bibliography.text_normalization.NormalizedField(blank=True, db_collation='C', editable=False, max_length=255)),
                ('sort_date', models.DateField(default=datetime.date(1, 1, 1), editable=False)),
                ('pdf', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.SET_NULL, related_name='publications', to='content.document', verbose_name='PDF')),
                ('social_image', models.ForeignKey(blank=True, help_text='Shown where the page is shared, and on cards that have no image of their own.', null=True, on_delete=django.db.models.deletion.SET_NULL, related_name='+', to='content.image', verbose_name='social image')),
            ],
            options={
                'verbose_name': 'publication',
                'verbose_name_plural': 'publications',
            },
            bases=('wagtailcore.page',),
        ),
        migrations.CreateModel(
            name='RemoteCursor',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('source', models.CharField(max_length=2000, unique=True, verbose_name='source')),
                ('cursor', models.TextField(verbose_name='place')),
                ('page', models.PositiveIntegerField(verbose_name='page')),
                ('works', models.PositiveIntegerField(verbose_name='works before it')),
                ('at', models.DateTimeField(verbose_name='at')),
            ],
            options={
                'verbose_name': 'place in a service’s answers',
                'verbose_name_plural': 'places in services’ answers',
            },
        ),
        migrations.CreateModel(
            name='Library',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('name', models.CharField(help_text='The owner of the collection, or the name of the file.', max_length=100, verbose_name='name')),
                ('priority', models.PositiveSmallIntegerField(default=50, help_text='From 0 to 100. Where two libraries disagree on a field, the higher priority wins; between equal ones, the field stays with the library that filled it. A change takes effect when the libraries are imported again.', validators=[django.core.validators.MaxValueValidator(100)], verbose_name='priority')),
            ],
            options={
                'verbose_name': 'library',
                'verbose_name_plural': 'libraries',
                'ordering': ['-priority', 'name'],
                'constraints': [models.UniqueConstraint(django.db.models.functions.text.Lower('name'), name='library_name_unique', violation_error_message='There is already a library of this name.'), models.CheckConstraint(condition=models.Q(('name', ''), _negated=True), name='library_has_a_name')],
            },
            bases=(modelsearch.index.Indexed, models.Model),
        ),
        migrations.CreateModel(
            name='PublicationIndexPage',
            fields=[
                ('page_ptr', models.OneToOneField(auto_created=True, on_delete=django.db.models.deletion.CASCADE, parent_link=True, primary_key=True, serialize=False, to=settings.WAGTAIL_PAGE_MODEL)),
                ('summary', models.TextField(blank=True, help_text='One or two sentences: shown in lists, in search results and on social cards.', max_length=500, verbose_name='summary')),
                ('social_image', models.ForeignKey(blank=True, help_text='Shown where the page is shared, and on cards that have no image of their own.', null=True, on_delete=django.db.models.deletion.SET_NULL, related_name='+', to='content.image', verbose_name='social image')),
            ],
            options={
                'verbose_name': 'publications page',
                'verbose_name_plural': 'publications pages',
            },
            bases=('wagtailcore.page',),
        ),
        migrations.CreateModel(
            name='PublicationLink',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('sort_order', models.IntegerField(blank=True, editable=False, null=True)),
                ('kind', models.CharField(choices=[('pdf', 'PDF'), ('code', 'Code'), ('data', 'Data'), ('video', 'Video'), ('slides', 'Slides'), ('poster', 'Poster'), ('project', 'Project page'), ('other', 'Other')], default='code', max_length=20, verbose_name='kind')),
                ('url', models.URLField(max_length=1000, verbose_name='address')),
                ('label', models.CharField(blank=True, help_text='Only where the kind does not say enough.', max_length=255, verbose_name='label')),
                ('page', modelcluster.fields.ParentalKey(on_delete=django.db.models.deletion.CASCADE, related_name='links', to='publications.publicationpage')),
            ],
            options={
                'verbose_name': 'link',
                'verbose_name_plural': 'links',
                'ordering': ['sort_order'],
                'abstract': False,
            },
        ),
        migrations.CreateModel(
            name='PublicationVersion',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('sort_order', models.IntegerField(blank=True, editable=False, null=True)),
                ('kind', models.CharField(choices=[('preprint', 'Preprint'), ('submitted', 'Submitted version'), ('accepted', 'Accepted manuscript'), ('published', 'Published version'), ('extended', 'Extended version'), ('other', 'Other version')], default='preprint', max_length=20, verbose_name='kind')),
                ('venue_text', models.CharField(blank=True, max_length=255, verbose_name='where')),
                ('date', models.CharField(blank=True, help_text='A year, a month or a day: 2024, 2024-05 or 2024-05-12.', max_length=10, validators=[bibliography.dates.validate_partial_date], verbose_name='date')),
                ('url', models.URLField(blank=True, max_length=1000, verbose_name='address')),
                ('page', modelcluster.fields.ParentalKey(on_delete=django.db.models.deletion.CASCADE, related_name='versions', to='publications.publicationpage')),
            ],
            options={
                'verbose_name': 'version',
                'verbose_name_plural': 'versions',
                'ordering': ['sort_order'],
                'abstract': False,
            },
        ),
        migrations.CreateModel(
            name='Venue',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('name', models.CharField(help_text='In full, as the venue itself writes it.', max_length=255, verbose_name='name')),
                ('short_name', models.CharField(blank=True, help_text='Such as NeurIPS or PNAS.', max_length=60, verbose_name='short name')),
                ('slug', models.SlugField(blank=True, help_text='Stands in addresses; made from the name.', max_length=255, unique=True, verbose_name='slug')),
                ('aliases', publications.fields.LinesField(base_field=models.CharField(max_length=255), blank=True, default=list, help_text='One a line: abbreviations and former names under which papers cite it.', size=None, verbose_name='other names')),
                ('kind', models.CharField(choices=[('journal', 'Journal'), ('conference', 'Conference'), ('workshop', 'Workshop'), ('preprint-server', 'Preprint server'), ('book-series', 'Book series'), ('magazine', 'Magazine or newspaper'), ('repository', 'Repository'), ('other', 'Other')], default='journal', max_length=20, verbose_name='kind')),
                ('issn', models.CharField(blank=True, help_text='Of the printed edition.', max_length=20, verbose_name='ISSN')),
                ('electronic_issn', models.CharField(blank=True, max_length=20, verbose_name='electronic ISSN')),
                ('website', models.URLField(blank=True, verbose_name='website')),
                ('sort_name', bibliography.text_normalization.NormalizedField(blank=True, db_collation='C', editable=False, max_length=255)),
                ('folded_names', publications.fields.LinesField(base_field=models.TextField(), blank=True, default=list, editable=False, size=None)),
            ],
            options={
                'verbose_name': 'venue',
                'verbose_name_plural': 'venues',
                'ordering': ['sort_name', 'pk'],
                'indexes': [models.Index(fields=['sort_name'], name='venue_sort_name'), django.contrib.postgres.indexes.GinIndex(fields=['folded_names'], name='venue_folded_names')],
                'constraints': [models.UniqueConstraint(condition=models.Q(('issn', ''), _negated=True), fields=('issn',), name='venue_issn_unique'), models.UniqueConstraint(condition=models.Q(('electronic_issn', ''), _negated=True), fields=('electronic_issn',), name='venue_electronic_issn_unique'), models.CheckConstraint(condition=models.Q(('name', ''), _negated=True), name='venue_has_a_name'), models.UniqueConstraint(condition=models.Q(('electronic_issn', ''), ('issn', '')), fields=('sort_name',), name='venue_name_unique_without_issn')],
            },
            bases=(modelsearch.index.Indexed, models.Model),
        ),
        migrations.AddField(
            model_name='publicationpage',
            name='venue',
            field=models.ForeignKey(blank=True, help_text='The journal, conference or server. Without it, the venue as printed stands alone.', null=True, on_delete=django.db.models.deletion.PROTECT, related_name='publications', to='publications.venue', verbose_name='venue'),
        ),
        migrations.CreateModel(
            name='ImportRun',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('name', models.CharField(max_length=255, verbose_name='source')),
                ('content', models.FileField(blank=True, upload_to=publications.models.imports.import_path, verbose_name='file')),
                ('remote', models.CharField(blank=True, max_length=2000, verbose_name='service')),
                ('format', models.CharField(default='auto', max_length=20, verbose_name='format')),
                ('library', models.CharField(blank=True, max_length=100, verbose_name='library')),
                ('draft', models.BooleanField(default=False, verbose_name='leave new publications unpublished')),
                ('language', models.CharField(max_length=20, verbose_name='language')),
                ('created_at', models.DateTimeField(auto_now_add=True, verbose_name='created at')),
                ('state', models.CharField(choices=[('checking', 'being checked'), ('checked', 'waiting for your decision'), ('queued', 'waiting for its turn'), ('running', 'running'), ('finished', 'finished'), ('failed', 'failed'), ('stopped', 'stopped')], default='checking', max_length=10, verbose_name='state')),
                ('is_import', models.BooleanField(default=False, verbose_name='written')),
                ('queued_at', models.DateTimeField(blank=True, null=True, verbose_name='queued at')),
                ('started_at', models.DateTimeField(blank=True, null=True, verbose_name='started at')),
                ('finished_at', models.DateTimeField(blank=True, null=True, verbose_name='finished at')),
                ('counts', models.JSONField(blank=True, default=dict, verbose_name='counts')),
                ('report', models.FileField(blank=True, upload_to=publications.models.imports.import_path, verbose_name='report')),
                ('error', models.TextField(blank=True, verbose_name='error')),
                ('user', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.SET_NULL, related_name='+', to=settings.AUTH_USER_MODEL, verbose_name='started by')),
            ],
            options={
                'verbose_name': 'import',
                'verbose_name_plural': 'imports',
                'ordering': ['-created_at', '-pk'],
                'constraints': [models.CheckConstraint(condition=models.Q(('state__in', ['checking', 'checked', 'queued', 'running', 'finished', 'failed', 'stopped'])), name='import_run_state_known'), models.CheckConstraint(condition=models.Q(('content', ''), ('remote', ''), _connector='OR'), name='import_run_one_source')],
            },
        ),
        migrations.CreateModel(
            name='RelatedWorks',
            fields=[
                ('page', models.OneToOneField(db_constraint=False, on_delete=django.db.models.deletion.CASCADE, primary_key=True, related_name='+', serialize=False, to='publications.publicationpage')),
                ('works', django.contrib.postgres.fields.ArrayField(base_field=models.BigIntegerField(), default=list, size=None)),
                ('lowest_score', models.IntegerField(default=0)),
                ('days', models.IntegerField(default=0)),
            ],
            options={
                'indexes': [django.contrib.postgres.indexes.GinIndex(fields=['works'], name='related_works')],
            },
        ),
        migrations.CreateModel(
            name='PossibleDuplicate',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('score', models.FloatField(default=0, verbose_name='score')),
                ('evidence', models.JSONField(blank=True, default=dict, verbose_name='evidence')),
                ('state', models.CharField(choices=[('open', 'To decide'), ('distinct', 'Different works')], default='open', max_length=10, verbose_name='state')),
                ('found_at', models.DateTimeField(auto_now_add=True, verbose_name='found at')),
                ('decided_at', models.DateTimeField(blank=True, null=True, verbose_name='decided at')),
                ('decided_by', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.SET_NULL, related_name='+', to=settings.AUTH_USER_MODEL, verbose_name='decided by')),
                ('first', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='+', to='publications.publicationpage', verbose_name='first')),
                ('second', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='+', to='publications.publicationpage', verbose_name='second')),
            ],
            options={
                'verbose_name': 'possible duplicate',
                'verbose_name_plural': 'possible duplicates',
                'ordering': ['-score', 'pk'],
                'indexes': [models.Index(fields=['state', '-score', 'id'], name='possible_duplicate_queue')],
                'constraints': [models.UniqueConstraint(fields=('first', 'second'), name='possible_duplicate_once'), models.CheckConstraint(condition=models.Q(('first__lt', models.F('second'))), name='possible_duplicate_in_order'), models.CheckConstraint(condition=models.Q(('state__in', ['open', 'distinct'])), name='possible_duplicate_state_known')],
            },
        ),
        migrations.CreateModel(
            name='Merge',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('moved', models.JSONField(blank=True, default=dict, verbose_name='what was moved')),
                ('merged_at', models.DateTimeField(auto_now_add=True, verbose_name='merged at')),
                ('undone_at', models.DateTimeField(blank=True, null=True, verbose_name='undone at')),
                ('merged_by', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.SET_NULL, related_name='+', to=settings.AUTH_USER_MODEL, verbose_name='merged by')),
                ('undone_by', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.SET_NULL, related_name='+', to=settings.AUTH_USER_MODEL, verbose_name='undone by')),
                ('absorbed', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='absorptions', to='publications.publicationpage', verbose_name='absorbed')),
                ('kept', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='merges', to='publications.publicationpage', verbose_name='kept')),
            ],
            options={
                'verbose_name': 'merge',
                'verbose_name_plural': 'merges',
                'ordering': ['-merged_at', '-pk'],
                'constraints': [models.UniqueConstraint(condition=models.Q(('undone_at__isnull', True)), fields=('absorbed',), name='merge_absorbed_once'), models.CheckConstraint(condition=models.Q(('kept', models.F('absorbed')), _negated=True), name='merge_of_two')],
            },
        ),
        migrations.CreateModel(
            name='Identifier',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('scheme', models.CharField(choices=[('doi', 'DOI'), ('arxiv', 'arXiv'), ('openalex', 'OpenAlex'), ('pmid', 'PubMed'), ('pmcid', 'PubMed Central'), ('isbn', 'ISBN'), ('hal', 'HAL'), ('handle', 'Handle')], max_length=20, verbose_name='scheme')),
                ('value', models.CharField(max_length=500, verbose_name='value')),
                ('entered', models.BooleanField(default=False, verbose_name='typed by an editor')),
                ('page', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='identifiers', to='publications.publicationpage')),
            ],
            options={
                'verbose_name': 'identifier',
                'verbose_name_plural': 'identifiers',
                'ordering': ['pk'],
                'constraints': [models.UniqueConstraint(fields=('scheme', 'value'), name='identifier_unique'), models.CheckConstraint(condition=models.Q(('scheme__in', ['doi', 'arxiv', 'openalex', 'pmid', 'pmcid', 'isbn', 'hal', 'handle'])), name='identifier_scheme_known'), models.CheckConstraint(condition=models.Q(('value', ''), _negated=True), name='identifier_has_a_value')],
            },
        ),
        migrations.CreateModel(
            name='Fingerprint',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('value', models.CharField(db_collation='C', max_length=20, verbose_name='value')),
                ('page', models.ForeignKey(db_index=False, on_delete=django.db.models.deletion.CASCADE, related_name='fingerprints', to='publications.publicationpage')),
            ],
            options={
                'verbose_name': 'fingerprint',
                'verbose_name_plural': 'fingerprints',
                'indexes': [models.Index(fields=['value', 'page'], name='fingerprint_value_page')],
                'constraints': [models.UniqueConstraint(fields=('page', 'value'), name='fingerprint_once_a_page')],
            },
        ),
        migrations.CreateModel(
            name='FeaturedPublication',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('sort_order', models.IntegerField(blank=True, editable=False, null=True)),
                ('person', modelcluster.fields.ParentalKey(on_delete=django.db.models.deletion.CASCADE, related_name='featured_publications', to='directory.personpage')),
                ('publication', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='featured_by', to='publications.publicationpage', verbose_name='publication')),
            ],
            options={
                'verbose_name': 'featured publication',
                'verbose_name_plural': 'featured publications',
                'ordering': ['sort_order'],
                'abstract': False,
                'constraints': [models.UniqueConstraint(deferrable=django.db.models.constraints.Deferrable['DEFERRED'], fields=('person', 'publication'), name='featured_once_a_person')],
            },
        ),
        migrations.CreateModel(
            name='DraftEmbargo',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('until', models.DateField(verbose_name='embargo until')),
                ('document', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='draft_embargoes', to='content.document')),
                ('page', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='draft_embargoes', to='publications.publicationpage')),
            ],
            options={
                'verbose_name': 'embargo in a draft',
                'verbose_name_plural': 'embargoes in drafts',
                'constraints': [models.UniqueConstraint(fields=('page', 'document', 'until'), name='draft_embargo_once')],
            },
        ),
        migrations.CreateModel(
            name='Authorship',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('sort_order', models.IntegerField(blank=True, editable=False, null=True)),
                ('key', models.UUIDField(default=uuid.uuid4, editable=False)),
                ('name', models.CharField(blank=True, help_text='As printed: “Ada Lovelace” or the name of a group. The parts below are filled from it.', max_length=255, verbose_name='name')),
                ('given_name', models.CharField(blank=True, max_length=255, verbose_name='given name')),
                ('family_name', models.CharField(blank=True, max_length=255, verbose_name='family name')),
                ('name_suffix', models.CharField(blank=True, help_text='Such as “Jr.”.', max_length=50, verbose_name='suffix')),
                ('is_group', models.BooleanField(default=False, verbose_name='a group, not a person')),
                ('affiliation', models.TextField(blank=True, verbose_name='affiliation as printed')),
                ('corresponding', models.BooleanField(default=False, verbose_name='corresponding author')),
                ('equal_contribution', models.BooleanField(default=False, verbose_name='contributed equally')),
                ('orcid', models.CharField(blank=True, max_length=255, verbose_name='ORCID')),
                ('openalex_id', models.CharField(blank=True, editable=False, max_length=255, verbose_name='OpenAlex author')),
                ('normalized_name', bibliography.text_normalization.NormalizedField(blank=True, db_collation='C', editable=False, max_length=255)),
                ('page', modelcluster.fields.ParentalKey(on_delete=django.db.models.deletion.CASCADE, related_name='authorships', to='publications.publicationpage')),
            ],
            options={
                'verbose_name': 'author',
                'verbose_name_plural': 'authors',
                'ordering': ['sort_order'],
                'abstract': False,
                'indexes': [models.Index(fields=['normalized_name'], name='authorship_folded_name'), models.Index(condition=models.Q(('orcid', ''), _negated=True), fields=['orcid'], name='authorship_orcid'), models.Index(condition=models.Q(('openalex_id', ''), _negated=True), fields=['openalex_id'], name='authorship_openalex'), django.contrib.postgres.indexes.GinIndex(django.contrib.postgres.search.SearchVector(django.db.models.functions.text.Replace('normalized_name', models.Value("'"), models.Value('')), django.db.models.functions.text.Replace(django.db.models.functions.text.Replace('normalized_name', models.Value("'"), models.Value('')), models.Value('-'), models.Value('')), config='simple'), name='authorship_name_words')],
                'constraints': [models.UniqueConstraint(deferrable=django.db.models.constraints.Deferrable['DEFERRED'], fields=('page', 'key'), name='authorship_key_once_a_page'), models.CheckConstraint(condition=models.Q(('name', ''), _negated=True), name='authorship_has_a_name')],
            },
        ),
        migrations.CreateModel(
            name='AuthorMatch',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('author_key', models.UUIDField(verbose_name='author')),
                ('state', models.CharField(choices=[('confirmed', 'Confirmed'), ('suggested', 'Suggested'), ('rejected', 'Rejected')], max_length=10, verbose_name='state')),
                ('hides_printed_name', models.BooleanField(default=False, help_text='The work was printed under a former name: the person’s present name stands instead.', verbose_name='the printed name is never shown')),
                ('score', models.PositiveSmallIntegerField(default=0, editable=False, help_text='How sure the machine is, out of 100.', verbose_name='score')),
                ('evidence', models.JSONField(blank=True, default=list, verbose_name='evidence')),
                ('normalized_name', bibliography.text_normalization.NormalizedField(blank=True, db_collation='C', editable=False, max_length=255)),
                ('decided_at', models.DateTimeField(blank=True, null=True, verbose_name='decided at')),
                ('decided_by', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.SET_NULL, related_name='+', to=settings.AUTH_USER_MODEL, verbose_name='decided by')),
                ('person', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='author_matches', to='directory.personpage')),
                ('page', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='author_matches', to='publications.publicationpage')),
            ],
            options={
                'verbose_name': 'author match',
                'verbose_name_plural': 'author matches',
                'indexes': [models.Index(fields=['person', 'state'], name='author_match_person_state'), models.Index(condition=models.Q(('state', 'suggested')), fields=['-score', 'id'], name='author_match_queue')],
                'constraints': [models.UniqueConstraint(fields=('page', 'author_key', 'person'), name='author_match_once'), models.UniqueConstraint(condition=models.Q(('state', 'confirmed')), fields=('page', 'author_key'), name='author_match_one_confirmed'), models.CheckConstraint(condition=models.Q(('state__in', ['confirmed', 'suggested', 'rejected'])), name='author_match_state_known')],
            },
        ),
        migrations.CreateModel(
            name='PublicationTopic',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('sort_order', models.IntegerField(blank=True, editable=False, null=True)),
                ('page', modelcluster.fields.ParentalKey(on_delete=django.db.models.deletion.CASCADE, related_name='publication_topics', to='publications.publicationpage')),
                ('topic', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='publication_topics', to='directory.researchtopic', verbose_name='topic')),
            ],
            options={
                'verbose_name': 'topic',
                'verbose_name_plural': 'topics',
                'ordering': ['sort_order'],
                'abstract': False,
                'constraints': [models.UniqueConstraint(deferrable=django.db.models.constraints.Deferrable['DEFERRED'], fields=('page', 'topic'), name='topic_once_a_publication')],
            },
        ),
        migrations.CreateModel(
            name='SourceRecord',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('source', models.CharField(max_length=100, verbose_name='library')),
                ('external_id', models.CharField(max_length=500, verbose_name='identifier at the source')),
                ('payload_hash', models.CharField(max_length=64, verbose_name='fingerprint of the payload')),
                ('values', models.JSONField(blank=True, default=dict, verbose_name='what the source last said')),
                ('written', models.JSONField(blank=True, default=dict, verbose_name='fingerprints of what it wrote')),
                ('unmapped', models.JSONField(blank=True, default=dict, verbose_name='what the source said that has no place on the page')),
                ('fetched_at', models.DateTimeField(verbose_name='fetched at')),
                ('page', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='source_records', to='publications.publicationpage')),
            ],
            options={
                'verbose_name': 'source record',
                'verbose_name_plural': 'source records',
                'indexes': [models.Index(fields=['source', 'payload_hash'], name='source_record_payload')],
                'constraints': [models.UniqueConstraint(fields=('source', 'external_id'), name='source_record_unique')],
            },
        ),
        migrations.AddIndex(
            model_name='publicationpage',
            index=models.Index(fields=['sort_date', 'page_ptr'], name='publication_by_date'),
        ),
        migrations.AddIndex(
            model_name='publicationpage',
            index=models.Index(fields=['sort_title', 'page_ptr'], name='publication_by_title'),
        ),
        migrations.AddIndex(
            model_name='publicationpage',
            index=models.Index(fields=['kind', 'sort_date'], name='publication_by_kind'),
        ),
        migrations.AddConstraint(
            model_name='publicationpage',
            constraint=models.CheckConstraint(condition=models.Q(models.Q(('date_precision', 'none'), ('published__isnull', True)), models.Q(('date_precision', 'day'), ('published__isnull', False)), models.Q(django.db.models.lookups.Exact(django.db.models.functions.datetime.ExtractDay(django.db.models.functions.comparison.Cast('published', models.DateField())), 1), ('date_precision', 'month'), ('published__isnull', False)), models.Q(django.db.models.lookups.Exact(django.db.models.functions.datetime.ExtractDay(django.db.models.functions.comparison.Cast('published', models.DateField())), 1), django.db.models.lookups.Exact(django.db.models.functions.datetime.ExtractMonth(django.db.models.functions.comparison.Cast('published', models.DateField())), 1), ('date_precision', 'year'), ('published__isnull', False)), _connector='OR'), name='publication_date_as_precise_as_said', violation_error_message='The date does not fit its precision.'),
        ),
        migrations.AddConstraint(
            model_name='publicationpage',
            constraint=models.CheckConstraint(condition=models.Q(('status__in', ['published', 'corrected', 'retracted'])), name='publication_status_known'),
        ),
        migrations.AddConstraint(
            model_name='publicationpage',
            constraint=models.CheckConstraint(condition=models.Q(('full_title', ''), _negated=True), name='publication_has_a_title'),
        ),
        migrations.RunSQL(CREATE_TRIGGERS, DROP_TRIGGERS),
        migrations.RunPython(create_service_libraries, migrations.RunPython.noop),
    ]
