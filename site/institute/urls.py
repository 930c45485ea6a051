"""Every address of the site."""

from django.conf.urls.i18n import i18n_patterns
from django.urls import include, path
from wagtail import urls as wagtail_urls
from wagtail.admin import urls as wagtailadmin_urls
from wagtail.contrib.sitemaps.views import sitemap
from wagtail.documents import urls as wagtaildocs_urls

from institute import views

urlpatterns = [
    path("", views.redirect_to_language, name="root"),
    path("-/live", views.live, name="live"),
    path("-/ready", views.ready, name="ready"),
    path("robots.txt", views.robots, name="robots"),
    path("sitemap.xml", sitemap, name="sitemap"),
    path("admin/", include(wagtailadmin_urls)),
    path("documents/", include(wagtaildocs_urls)),
    path(f"media/{views.RENDITIONS_FOLDER}/<path:path>", views.rendition, name="rendition"),
]

urlpatterns += i18n_patterns(
    path("", include(wagtail_urls)),
)
