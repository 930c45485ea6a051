from django.db import migrations

# The lock is taken at the very end of a transaction and let go with it, so that writers wait for
# one another only while they commit, and positions are given out in the order of commits.
GIVE_POSITIONS = """
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

TAKE_POSITIONS_AWAY = """
DROP TRIGGER content_change_position ON content_change;
DROP FUNCTION content_change_take_position();
DROP SEQUENCE content_change_position;
"""


class Migration(migrations.Migration):
    dependencies = [("content", "0001_initial")]

    operations = [migrations.RunSQL(GIVE_POSITIONS, TAKE_POSITIONS_AWAY)]
