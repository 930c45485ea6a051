"""Addresses of this app that are not pages of the tree."""

from django.urls import path

from home.views import SearchView

urlpatterns = [
    path("search/", SearchView.as_view(), name="search"),
]
