from django.contrib.postgres.search import SearchVectorField
from django.db import migrations

# Title and names have the weights A and B.
FILL = "UPDATE content_searchentry SET heading = ts_filter(vector, '{a,b}')"


class Migration(migrations.Migration):
    dependencies = [("content", "0003_identifiers")]

    operations = [
        migrations.AddField(
            model_name="searchentry",
            name="heading",
            field=SearchVectorField(
                default="", help_text="The words of the title and of names, to rank by.", verbose_name="heading"
            ),
            preserve_default=False,
        ),
        migrations.RunSQL(FILL, migrations.RunSQL.noop),
    ]
