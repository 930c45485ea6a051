"""Every address of the site."""

from django.conf.urls.i18n import i18n_patterns
from django.urls import include, path, re_path
from wagtail import urls as wagtail_urls
from wagtail.admin import urls as wagtailadmin_urls
from wagtail.documents import urls as wagtaildocs_urls

from home import urls as home_urls
from institute import views
from institute.content.views import serve, sitemap
from publications.oai.views import oai

handler500 = "institute.views.server_error"

urlpatterns = [
    path("", views.redirect_to_language, name="root"),
    path("-/live", views.live, name="live"),
    path("-/ready", views.ready, name="ready"),
    path("robots.txt", views.robots, name="robots"),
    path("sitemap.xml", sitemap, name="sitemap"),
    path("sitemap-<section>.xml", sitemap, name="sitemap_section"),
    path("admin/", include(wagtailadmin_urls)),
    path("api/v1/", include("institute.api")),
    path("oai", oai, name="oai"),
    path("documents/", include(wagtaildocs_urls)),
    path(f"media/{views.RENDITIONS_FOLDER}/<path:path>", views.rendition, name="rendition"),
]

urlpatterns += i18n_patterns(
    path("", include(home_urls)),
    re_path(wagtail_urls.serve_pattern, serve, name="wagtail_serve"),
    path("", include(wagtail_urls)),
)
