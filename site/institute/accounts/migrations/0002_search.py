"""
Search without accents.

The text search configuration `institute` reads words as `simple` does, so in no particular language, once their accents
are gone. It stands in the project's first own migration so that the index never holds rows made by another one.
`f_unaccent` is the function that Wagtail's fuzzy search and trigram indexes call.
"""

from django.contrib.postgres.operations import TrigramExtension, UnaccentExtension
from django.db import migrations

CONFIGURATION = """
CREATE TEXT SEARCH CONFIGURATION institute (COPY = pg_catalog.simple);
ALTER TEXT SEARCH CONFIGURATION institute
    ALTER MAPPING FOR hword, hword_part, word, numword, numhword
    WITH unaccent, pg_catalog.simple;
"""

FUNCTION = """
CREATE FUNCTION f_unaccent(text) RETURNS text
    LANGUAGE sql IMMUTABLE PARALLEL SAFE STRICT
    AS $$ SELECT public.unaccent('public.unaccent', $1) $$;
"""


class Migration(migrations.Migration):
    dependencies = [("accounts", "0001_initial")]

    operations = [
        UnaccentExtension(),
        TrigramExtension(),
        migrations.RunSQL(CONFIGURATION, "DROP TEXT SEARCH CONFIGURATION institute"),
        migrations.RunSQL(FUNCTION, "DROP FUNCTION f_unaccent(text)"),
    ]
