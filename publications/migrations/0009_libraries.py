import django.core.validators
import django.db.models.functions.text
import wagtail.search.index
from django.db import migrations, models

# What was imported before libraries were known stays under the name of its format, and yields to every library.
PRIORITY_OF_FORMATS = 40
SERVICES = ("crossref", "openalex")


def make_libraries(apps, schema_editor):
    Library = apps.get_model("publications", "Library")
    SourceRecord = apps.get_model("publications", "SourceRecord")
    known = SourceRecord.objects.order_by().values_list("source", flat=True).distinct()
    Library.objects.bulk_create(
        Library(name=name, priority=50 if name in SERVICES else PRIORITY_OF_FORMATS)
        for name in sorted({*SERVICES, *known})
    )


class Migration(migrations.Migration):

    dependencies = [
        ("publications", "0008_draft_embargoes"),
    ]

    operations = [
        migrations.CreateModel(
            name="Library",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                (
                    "name",
                    models.CharField(
                        help_text="The owner of the collection, or the name of the file.",
                        max_length=100,
                        verbose_name="name",
                    ),
                ),
                (
                    "priority",
                    models.PositiveSmallIntegerField(
                        default=50,
                        help_text=(
                            "From 0 to 100. Where two libraries disagree on a field, the higher priority wins; between "
                            "equal ones, the field stays with the library that filled it. A change takes effect when "
                            "the libraries are imported again."
                        ),
                        validators=[django.core.validators.MaxValueValidator(100)],
                        verbose_name="priority",
                    ),
                ),
            ],
            options={
                "verbose_name": "library",
                "verbose_name_plural": "libraries",
                "ordering": ["-priority", "name"],
            },
            bases=(wagtail.search.index.Indexed, models.Model),
        ),
        migrations.AddConstraint(
            model_name="library",
            constraint=models.UniqueConstraint(
                django.db.models.functions.text.Lower("name"),
                name="library_name_unique",
                violation_error_message="There is already a library of this name.",
            ),
        ),
        migrations.AddConstraint(
            model_name="library",
            constraint=models.CheckConstraint(condition=~models.Q(name=""), name="library_has_a_name"),
        ),
        migrations.AlterField(
            model_name="sourcerecord",
            name="source",
            field=models.CharField(max_length=100, verbose_name="library"),
        ),
        migrations.AddField(
            model_name="importrun",
            name="library",
            field=models.CharField(blank=True, max_length=100, verbose_name="library"),
        ),
        migrations.AlterField(
            model_name="publicationpage",
            name="volume",
            field=models.CharField(blank=True, max_length=255, verbose_name="volume"),
        ),
        migrations.AlterField(
            model_name="publicationpage",
            name="issue",
            field=models.CharField(blank=True, max_length=255, verbose_name="issue"),
        ),
        migrations.AlterField(
            model_name="publicationpage",
            name="pages",
            field=models.CharField(
                blank=True, help_text="Such as 101–110, or e1234.", max_length=255, verbose_name="pages"
            ),
        ),
        migrations.AlterField(
            model_name="authorship",
            name="name_suffix",
            field=models.CharField(blank=True, help_text="Such as “Jr.”.", max_length=50, verbose_name="suffix"),
        ),
        migrations.RunPython(make_libraries, migrations.RunPython.noop),
    ]
