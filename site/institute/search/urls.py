"""URLs of the search page, below the prefix of each language."""

from django.urls import path

from institute.search.views import SearchView

urlpatterns = [
    path("search/", SearchView.as_view(), name="search"),
]
