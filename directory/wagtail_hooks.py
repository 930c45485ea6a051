"""What the directory adds to the admin."""

from wagtail.snippets.models import register_snippet

from directory.viewsets import DirectoryGroup

register_snippet(DirectoryGroup)
