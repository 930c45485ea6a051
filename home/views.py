"""Answers of this app that are not pages of the tree."""

from __future__ import annotations

from typing import Any

from django.views.generic import TemplateView

from home.forms import SearchForm
from home.site_search import SiteSearch
from institute.content.languages import active_language
from institute.search.index import has_words


class SearchView(TemplateView):
    """Searches people, publications and pages at once; a link to it can be kept and shared."""

    template_name = "home/search.html"

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        context = super().get_context_data(**kwargs)
        form = SearchForm(self.request.GET)
        text = form.cleaned_data["q"] if form.is_valid() else ""
        context.update(form=form, text=text)
        if has_words(text):
            site_search = SiteSearch(text, active_language(), self.request)
            people, publications = site_search.people(), site_search.publications()
            pages = site_search.pages()
            context.update(
                people=people,
                publications=publications,
                pages=pages,
                count=people.count + publications.count + pages.count,
            )
        return context
