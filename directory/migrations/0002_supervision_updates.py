from django.db import migrations

# A profile names those whom the person supervises, which the profiles of these say.
CREATE = """
CREATE TRIGGER directory_supervision_note AFTER INSERT OR DELETE ON directory_supervision
FOR EACH ROW EXECUTE FUNCTION content_note_update('document', 'supervisor_id');
CREATE TRIGGER directory_supervision_note_edit AFTER UPDATE ON directory_supervision
FOR EACH ROW WHEN (OLD.* IS DISTINCT FROM NEW.*)
EXECUTE FUNCTION content_note_update('document', 'supervisor_id');
"""
DROP = """
DROP TRIGGER directory_supervision_note ON directory_supervision;
DROP TRIGGER directory_supervision_note_edit ON directory_supervision;
"""


class Migration(migrations.Migration):
    dependencies = [("directory", "0001_initial"), ("content", "0006_derived_updates")]

    operations = [migrations.RunSQL(CREATE, DROP)]
