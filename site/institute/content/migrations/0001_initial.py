import django.contrib.postgres.indexes
import django.contrib.postgres.search
import django.db.models.deletion
import institute.content.models
import modelsearch.index
import taggit.managers
import wagtail.images.models
import wagtail.models.media
from django.conf import settings
from django.db import migrations, models

# The deferred trigger takes the lock at the end of a transaction and releases it with the commit: writers wait for each
# other only while they commit, and positions follow the order of commits.
CREATE_POSITION_TRIGGER = """
CREATE SEQUENCE content_change_position;

CREATE FUNCTION content_change_take_position() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    PERFORM pg_advisory_xact_lock(hashtext('content_change'));
    UPDATE content_change SET position = nextval('content_change_position') WHERE id = NEW.id;
    RETURN NULL;
END
$$;

CREATE CONSTRAINT TRIGGER content_change_position
AFTER INSERT ON content_change
DEFERRABLE INITIALLY DEFERRED
FOR EACH ROW EXECUTE FUNCTION content_change_take_position();
"""

DROP_POSITION_TRIGGER = """
DROP TRIGGER content_change_position ON content_change;
DROP FUNCTION content_change_take_position();
DROP SEQUENCE content_change_position;
"""

# Every response reads the pages at the top of the trees and those that have expired; partial indexes keep both queries
# independent of the number of records.
CREATE_PAGE_INDEXES = """
CREATE INDEX IF NOT EXISTS content_page_site_tree ON wagtailcore_page (path) WHERE depth <= 3;
CREATE INDEX IF NOT EXISTS content_page_expiring ON wagtailcore_page (expire_at) WHERE live AND expire_at IS NOT NULL;
"""

DROP_PAGE_INDEXES = """
DROP INDEX IF EXISTS content_page_site_tree;
DROP INDEX IF EXISTS content_page_expiring;
"""

# For AFTER triggers of tables of relations. The arguments are pairs: a part, and the column whose old and new values are
# the primary keys of the objects whose part changes.
NOTE_UPDATE = """
CREATE FUNCTION content_note_update() RETURNS trigger LANGUAGE plpgsql AS $$
DECLARE
    old_row jsonb := CASE WHEN TG_OP = 'INSERT' THEN '{}' ELSE to_jsonb(OLD) END;
    new_row jsonb := CASE WHEN TG_OP = 'DELETE' THEN '{}' ELSE to_jsonb(NEW) END;
BEGIN
    FOR argument IN 0 .. TG_NARGS - 1 BY 2 LOOP
        INSERT INTO content_pendingupdate (part, object_id)
        SELECT DISTINCT TG_ARGV[argument], (side ->> TG_ARGV[argument + 1])::bigint
        FROM unnest(ARRAY[old_row, new_row]) AS side
        WHERE side ->> TG_ARGV[argument + 1] IS NOT NULL;
    END LOOP;
    RETURN NULL;
END
$$;
"""


class Migration(migrations.Migration):

    initial = True

    dependencies = [
        ('taggit', '0006_rename_taggeditem_content_type_object_id_taggit_tagg_content_8fc721_idx'),
        ('wagtailcore', '0098_apitoken'),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
        migrations.swappable_dependency(settings.WAGTAIL_PAGE_MODEL),
    ]

    operations = [
        migrations.CreateModel(
            name='DerivationCursor',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('position', models.BigIntegerField(default=0)),
                ('dates_until', models.DateField(null=True)),
            ],
        ),
        migrations.CreateModel(
            name='PendingUpdate',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('part', models.CharField(max_length=150)),
                ('object_id', models.BigIntegerField()),
                ('transaction_id', models.BigIntegerField(db_default=institute.content.models.CurrentTransaction(), editable=False)),
            ],
        ),
        migrations.CreateModel(
            name='Change',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('position', models.BigIntegerField(editable=False, null=True, unique=True, verbose_name='position')),
                ('recorded_at', models.DateTimeField(auto_now_add=True, verbose_name='recorded at')),
                ('kind', models.CharField(choices=[('created', 'appeared'), ('updated', 'changed'), ('moved', 'moved'), ('removed', 'disappeared')], max_length=10, verbose_name='kind')),
                ('subject_type', models.CharField(help_text='Model label, such as directory.personpage.', max_length=100, verbose_name='subject type')),
                ('subject_id', models.BigIntegerField(verbose_name='subject')),
                ('identifier', models.BigIntegerField(help_text='Of the subject, the same in every language.', verbose_name='identifier')),
                ('language', models.CharField(blank=True, max_length=10, verbose_name='language')),
                ('path', models.TextField(blank=True, verbose_name='path')),
                ('previous_path', models.TextField(blank=True, verbose_name='previous path')),
                ('is_derived', models.BooleanField(db_default=False, default=False)),
                ('transaction_id', models.BigIntegerField(db_default=institute.content.models.CurrentTransaction(), editable=False)),
            ],
            options={
                'verbose_name': 'change',
                'verbose_name_plural': 'changes',
                'indexes': [models.Index(fields=['subject_type', 'subject_id'], name='content_change_subject'), models.Index(condition=models.Q(('previous_path', ''), _negated=True), fields=['previous_path'], name='content_change_previous_path')],
                'constraints': [models.CheckConstraint(condition=models.Q(('kind__in', ['created', 'updated', 'moved', 'removed'])), name='content_change_kind_known')],
            },
        ),
        migrations.CreateModel(
            name='Document',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('title', models.CharField(max_length=255, verbose_name='title')),
                ('file', models.FileField(upload_to='documents', verbose_name='file')),
                ('created_at', models.DateTimeField(auto_now_add=True, verbose_name='created at')),
                ('file_size', models.PositiveBigIntegerField(editable=False, null=True)),
                ('file_hash', models.CharField(blank=True, editable=False, max_length=40)),
                ('collection', models.ForeignKey(default=wagtail.models.media.get_root_collection_id, on_delete=django.db.models.deletion.CASCADE, related_name='+', to='wagtailcore.collection', verbose_name='collection')),
                ('tags', taggit.managers.TaggableManager(blank=True, help_text=None, through='taggit.TaggedItem', to='taggit.Tag', verbose_name='tags')),
                ('uploaded_by_user', models.ForeignKey(blank=True, editable=False, null=True, on_delete=django.db.models.deletion.SET_NULL, related_name='content_documents', to=settings.AUTH_USER_MODEL, verbose_name='uploaded by user')),
            ],
            options={
                'verbose_name': 'document',
                'verbose_name_plural': 'documents',
                'permissions': [('choose_document', 'Can choose document')],
                'abstract': False,
            },
            bases=(modelsearch.index.Indexed, models.Model),
        ),
        migrations.CreateModel(
            name='Image',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('title', models.CharField(max_length=255, verbose_name='title')),
                ('file', wagtail.images.models.WagtailImageField(height_field='height', upload_to=wagtail.images.models.get_upload_to, verbose_name='file', width_field='width')),
                ('description', models.CharField(blank=True, default='', max_length=255, verbose_name='description')),
                ('width', models.IntegerField(editable=False, verbose_name='width')),
                ('height', models.IntegerField(editable=False, verbose_name='height')),
                ('created_at', models.DateTimeField(auto_now_add=True, db_index=True, verbose_name='created at')),
                ('focal_point_x', models.PositiveIntegerField(blank=True, null=True)),
                ('focal_point_y', models.PositiveIntegerField(blank=True, null=True)),
                ('focal_point_width', models.PositiveIntegerField(blank=True, null=True)),
                ('focal_point_height', models.PositiveIntegerField(blank=True, null=True)),
                ('file_size', models.PositiveIntegerField(editable=False, null=True)),
                ('file_hash', models.CharField(blank=True, db_index=True, editable=False, max_length=40)),
                ('credit', models.CharField(blank=True, help_text='Who made the picture, as it should be printed beside it.', max_length=255, verbose_name='credit')),
                ('collection', models.ForeignKey(default=wagtail.models.media.get_root_collection_id, on_delete=django.db.models.deletion.CASCADE, related_name='+', to='wagtailcore.collection', verbose_name='collection')),
                ('tags', taggit.managers.TaggableManager(blank=True, help_text=None, through='taggit.TaggedItem', to='taggit.Tag', verbose_name='tags')),
                ('uploaded_by_user', models.ForeignKey(blank=True, editable=False, null=True, on_delete=django.db.models.deletion.SET_NULL, related_name='content_images', to=settings.AUTH_USER_MODEL, verbose_name='uploaded by user')),
            ],
            options={
                'verbose_name': 'image',
                'verbose_name_plural': 'images',
                'permissions': [('choose_image', 'Can choose image')],
                'abstract': False,
            },
            bases=(wagtail.images.models.ImageFileMixin, modelsearch.index.Indexed, models.Model),
        ),
        migrations.CreateModel(
            name='PartDigest',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('part', models.CharField(max_length=150)),
                ('object_id', models.BigIntegerField()),
                ('digest', models.CharField(max_length=32)),
            ],
            options={
                'constraints': [models.UniqueConstraint(fields=('part', 'object_id'), name='content_part_digest_once')],
            },
        ),
        migrations.CreateModel(
            name='SearchEntry',
            fields=[
                ('page', models.OneToOneField(on_delete=django.db.models.deletion.CASCADE, primary_key=True, related_name='search_entry', serialize=False, to=settings.WAGTAIL_PAGE_MODEL)),
                ('vector', django.contrib.postgres.search.SearchVectorField(verbose_name='search vector')),
                ('heading', django.contrib.postgres.search.SearchVectorField(help_text='The words of the title and of names, to rank by.', verbose_name='heading')),
            ],
            options={
                'verbose_name': 'search entry',
                'verbose_name_plural': 'search entries',
                'indexes': [django.contrib.postgres.indexes.GinIndex(fields=['vector'], name='content_search_vector')],
            },
        ),
        migrations.CreateModel(
            name='DocumentReference',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('label', models.CharField(max_length=100)),
                ('object_id', models.BigIntegerField(null=True)),
                ('page', models.ForeignKey(db_constraint=False, on_delete=django.db.models.deletion.CASCADE, related_name='+', to=settings.WAGTAIL_PAGE_MODEL)),
            ],
            options={
                'indexes': [models.Index(fields=['label', 'object_id'], name='content_document_reference')],
            },
        ),
        migrations.CreateModel(
            name='PublicPage',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('language', models.CharField(max_length=10, verbose_name='language')),
                ('identifier', models.BigIntegerField(help_text='Of the page, the same in every language.', verbose_name='identifier')),
                ('path', models.TextField(db_index=True, verbose_name='path')),
                ('updated_at', models.DateTimeField(verbose_name='updated at')),
                ('page', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='public_addresses', to=settings.WAGTAIL_PAGE_MODEL)),
            ],
            options={
                'verbose_name': 'public address',
                'verbose_name_plural': 'public addresses',
                'constraints': [models.UniqueConstraint(fields=('page', 'language'), name='content_address_once_a_language')],
            },
        ),
        migrations.CreateModel(
            name='Rendition',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('filter_spec', models.CharField(db_index=True, max_length=255)),
                ('file', wagtail.images.models.WagtailImageField(height_field='height', storage=wagtail.images.models.get_rendition_storage, upload_to=wagtail.images.models.get_rendition_upload_to, width_field='width')),
                ('width', models.IntegerField(editable=False)),
                ('height', models.IntegerField(editable=False)),
                ('focal_point_key', models.CharField(blank=True, default='', editable=False, max_length=16)),
                ('image', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='renditions', to='content.image')),
            ],
            options={
                'verbose_name': 'rendition',
                'verbose_name_plural': 'renditions',
                'constraints': [models.UniqueConstraint(fields=('image', 'filter_spec', 'focal_point_key'), name='content_rendition_unique')],
            },
            bases=(wagtail.images.models.ImageFileMixin, models.Model),
        ),
        migrations.RunSQL(CREATE_POSITION_TRIGGER, DROP_POSITION_TRIGGER),
        migrations.RunSQL(CREATE_PAGE_INDEXES, DROP_PAGE_INDEXES),
        migrations.RunSQL(NOTE_UPDATE, "DROP FUNCTION content_note_update()"),
    ]
