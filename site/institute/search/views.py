"""The search page."""

from __future__ import annotations

from typing import Any

from django.views.generic import TemplateView

from institute.content.languages import active_language
from institute.search.forms import SearchForm
from institute.search.index import has_words
from institute.search.results import SiteSearch, groups


class SearchView(TemplateView):
    """Search pages and records at once; GET only, so that results can be linked to."""

    template_name = "search/search.html"

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        form = SearchForm(self.request.GET)
        text = form.cleaned_data["q"] if form.is_valid() else ""
        context = super().get_context_data(form=form, text=text, **kwargs)
        if has_words(text):
            search = SiteSearch(text, active_language(), self.request)
            pages = search.pages()
            records = [(group, search.records(group)) for group in groups()]
            count = pages.count + sum(results.count for _group, results in records)
            context.update(pages=pages, records=records, count=count)
        return context
