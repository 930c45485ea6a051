from django.conf import settings
from django.db import migrations, models
from django.db.models import F, OuterRef, Subquery
from django.db.models.functions import Coalesce


def tell_identifiers(apps, schema_editor):
    """Editorial pages are known by the page of the default language; of one that is gone its own key is left."""
    Page = apps.get_model("wagtailcore", "Page")
    for model, key in (("PublicAddress", "page_id"), ("Change", "subject_id")):
        rows = apps.get_model("content", model).objects.all()
        if model == "Change":
            rows = rows.exclude(language="")
        translation_key = Page.objects.filter(pk=OuterRef(OuterRef(key))).values("translation_key")
        source = Page.objects.filter(
            translation_key=Subquery(translation_key), locale__language_code=settings.LANGUAGE_CODE
        )
        rows.update(identifier=Coalesce(Subquery(source.values("pk")[:1]), F(key)))
    apps.get_model("content", "Change").objects.filter(language="").update(identifier=F("subject_id"))


class Migration(migrations.Migration):
    # The database refuses to alter a table in the transaction that wrote its rows while their triggers wait.
    atomic = False

    dependencies = [("content", "0002_commit_order"), ("wagtailcore", "0098_apitoken")]

    operations = [
        migrations.AddField(
            "publicaddress",
            "identifier",
            models.BigIntegerField(
                default=0, help_text="Of the page, the same in every language.", verbose_name="identifier"
            ),
        ),
        migrations.AddField(
            "change",
            "identifier",
            models.BigIntegerField(
                default=0, help_text="Of the subject, the same in every language.", verbose_name="identifier"
            ),
        ),
        migrations.RunPython(tell_identifiers, migrations.RunPython.noop),
        migrations.AlterField(
            "publicaddress",
            "identifier",
            models.BigIntegerField(help_text="Of the page, the same in every language.", verbose_name="identifier"),
        ),
        migrations.AlterField(
            "change",
            "identifier",
            models.BigIntegerField(help_text="Of the subject, the same in every language.", verbose_name="identifier"),
        ),
    ]
