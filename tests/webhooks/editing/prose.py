"""Edits of the home page, sections and news."""

from __future__ import annotations

import datetime as dt

from directory.models import (
    DirectoryPage,
    Institution,
    PersonPage,
    ResearchTopic,
)
from home.models import ArticlePage, HomePage, NewsIndexPage, SectionPage
from institute.content.models import Document, Image
from publications.models import (
    PublicationIndexPage,
    PublicationPage,
)
from tests.factories.home import (
    ArticlePageFactory,
    SectionPageFactory,
)
from tests.webhooks.editing.editor import Editor, live, publish
from tests.webhooks.editing.institute import body_of_home, body_of_section, stream


def edit_home(editor: Editor) -> None:
    home = editor.pick(live(HomePage))
    people, works = [editor.pick(live(PersonPage))], [editor.pick(live(PublicationPage)) for _number in range(4)]
    section, article = editor.pick(live(SectionPage)), editor.pick(live(ArticlePage))
    home.body = body_of_home(
        people, works, article, section, editor.pick(ResearchTopic.objects), editor.pick(Institution.objects)
    )
    publish(home)


def rename_home(editor: Editor) -> None:
    home = editor.pick(live(HomePage))
    home.title = f"Institute {editor.word()}"
    publish(home)


def edit_section(editor: Editor) -> None:
    section = editor.pick(live(SectionPage))
    people = [editor.pick(live(PersonPage)) for _number in range(3)]
    works = [editor.pick(live(PublicationPage))]
    section.body = body_of_section(
        people, works, editor.pick(live(ArticlePage)), editor.pick(Image.objects), editor.pick(Document.objects)
    )
    section.show_children = editor.random.random() < 0.7
    publish(section)


def retitle_section(editor: Editor) -> None:
    section = editor.pick(live(SectionPage))
    setattr(section, editor.random.choice(["title", "summary"]), editor.word())
    section.hero_image, section.hero_image_decorative = editor.pick(Image.objects), True
    publish(section)


def give_section_another_slug(editor: Editor) -> None:
    section = editor.pick(live(SectionPage))
    section.slug = editor.word()
    publish(section)


def add_section(editor: Editor) -> None:
    SectionPageFactory(parent=editor.pick(SectionPage.objects), title=f"Section {editor.word()}")


def move_section(editor: Editor) -> None:
    section, target = editor.pick(live(SectionPage)), editor.pick(SectionPage.objects)
    if target.pk != section.pk and not target.is_descendant_of(section) and target.locale_id == section.locale_id:
        section.move(target, pos=editor.random.choice(["first-child", "last-child"]))


def unpublish_section(editor: Editor) -> None:
    editor.pick(SectionPage.objects.filter(live=True)).unpublish()


def publish_section(editor: Editor) -> None:
    publish(editor.pick(SectionPage.objects.filter(live=False, alias_of=None)))


def delete_section(editor: Editor) -> None:
    editor.pick(SectionPage.objects.filter(depth__gt=3)).delete()


def translate_page(editor: Editor) -> None:
    """Make of an alias a page of its own."""
    model = editor.random.choice([SectionPage, ArticlePage, NewsIndexPage, DirectoryPage, PublicationIndexPage])
    page = editor.pick(model.objects.exclude(alias_of=None))
    page.alias_of, page.title = None, f"Titre {editor.word()}"
    page.save()


def add_article(editor: Editor) -> None:
    news = editor.pick(live(NewsIndexPage))
    ArticlePageFactory(
        parent=news,
        title=f"Article {editor.word()}",
        authors=stream(("person", editor.pick(live(PersonPage)).pk)),
        body=stream(("rich_text", f'<p><a linktype="page" id="{editor.pick(live(SectionPage)).pk}">A link</a></p>')),
    )


def edit_article(editor: Editor) -> None:
    article = editor.pick(live(ArticlePage))
    setattr(article, editor.random.choice(["title", "summary"]), editor.word())
    article.date = dt.date(2026, 1, editor.random.randrange(1, 28))
    publish(article)


def unpublish_article(editor: Editor) -> None:
    editor.pick(ArticlePage.objects.filter(live=True)).unpublish()


def publish_article(editor: Editor) -> None:
    publish(editor.pick(ArticlePage.objects.filter(live=False, alias_of=None)))
