"""Every address of the site."""

from django.conf.urls.i18n import i18n_patterns
from django.urls import include, path, re_path
from wagtail import urls as wagtail_urls
from wagtail.admin import urls as wagtailadmin_urls
from wagtail.documents.views.serve import authenticate_with_password

from institute import views
from institute.content.views import serve, serve_document, sitemap
from publications.oai.views import oai

# Under the names by which Wagtail asks for its own views, the first of which serves what no page refers to.
documents_urlpatterns = [
    re_path(r"^([0-9]{1,18})/(.*)\Z", serve_document, name="wagtaildocs_serve"),
    path(
        "authenticate_with_password/<int:restriction_id>/",
        authenticate_with_password,
        name="wagtaildocs_authenticate_with_password",
    ),
]

handler500 = "institute.views.server_error"

urlpatterns = [
    path("", views.redirect_to_language, name="root"),
    path("-/live", views.live, name="live"),
    path("-/ready", views.ready, name="ready"),
    path("robots.txt", views.robots, name="robots"),
    path("sitemap.xml", sitemap, name="sitemap"),
    path("sitemap-<section>.xml", sitemap, name="sitemap_section"),
    path("admin/", include(wagtailadmin_urls)),
    path("api/v1/", include("institute.api.assembly")),
    path("oai", oai, name="oai"),
    path("documents/", include(documents_urlpatterns)),
    path(f"media/{views.RENDITIONS_FOLDER}/<path:path>", views.rendition, name="rendition"),
]

urlpatterns += i18n_patterns(
    path("", include("institute.search.urls")),
    # Wagtail's own views (passwords, sign-in) come first: the pattern of pages matches their addresses too.
    *(pattern for pattern in wagtail_urls.urlpatterns if pattern.name != "wagtail_serve"),
    re_path(wagtail_urls.serve_pattern, serve, name="wagtail_serve"),
)
