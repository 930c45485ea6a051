from django.db import migrations

# Every answer asks for the few pages at the top of the trees, and for those that have expired: with tens of
# thousands of records below, neither may mean reading the whole table.
ADD = """
CREATE INDEX IF NOT EXISTS content_page_landmarks ON wagtailcore_page (path) WHERE depth <= 3;
CREATE INDEX IF NOT EXISTS content_page_expiring ON wagtailcore_page (expire_at) WHERE live AND expire_at IS NOT NULL;
"""
REMOVE = """
DROP INDEX IF EXISTS content_page_landmarks;
DROP INDEX IF EXISTS content_page_expiring;
"""


class Migration(migrations.Migration):
    dependencies = [("content", "0004_search_heading")]

    operations = [migrations.RunSQL(ADD, REMOVE)]
