"""Panels of the person form, one list per tab. The required fields are in the first tab."""

from __future__ import annotations

from django.utils.translation import gettext_lazy as _
from wagtail.admin.panels import (
    FieldPanel,
    FieldRowPanel,
    HelpPanel,
    InlinePanel,
    MultiFieldPanel,
    MultipleChooserPanel,
)

IDENTITY = [
    MultiFieldPanel(
        [
            FieldRowPanel([FieldPanel("given_name"), FieldPanel("family_name")]),
            FieldPanel("honorific"),
        ],
        heading=_("Name"),
        help_text=_("One of the two names is enough. Everything else on this form can wait."),
    ),
    MultiFieldPanel(
        [
            FieldPanel("membership"),
            FieldRowPanel([FieldPanel("position_en"), FieldPanel("position_fr")]),
            FieldRowPanel([FieldPanel("chair_en"), FieldPanel("chair_fr")]),
        ],
        heading=_("Position"),
        help_text=_("A text given in one language is used in the other too."),
    ),
    MultiFieldPanel([FieldPanel("photo"), FieldPanel("photo_consent")], heading=_("Photo")),
    MultiFieldPanel([FieldRowPanel([FieldPanel("joined"), FieldPanel("left")])], heading=_("Time at the institute")),
]

AFFILIATIONS = [
    InlinePanel(
        "affiliations",
        label=_("affiliation"),
        heading=_("Affiliations"),
        help_text=_("In the order in which the profile shows them. One of them may be the main one."),
    ),
]

RESEARCH = [
    MultipleChooserPanel(
        "topic_links",
        chooser_field_name="topic",
        label=_("research topic"),
        heading=_("Research topics"),
        help_text=_("In the person's own order. Several can be chosen at once."),
    ),
    InlinePanel(
        "supervisions",
        label=_("supervisor"),
        heading=_("Supervisors"),
        help_text=_("Shown on this profile, and on the supervisor's as a student."),
    ),
    InlinePanel(
        "name_variants",
        label=_("name on papers"),
        heading=_("Names on papers"),
        help_text=_("Other spellings under which this person publishes; their papers are found by them."),
    ),
]

PROFILE_TEXT = [
    HelpPanel(content=_("A biography given in one language is shown in the other too, marked as such.")),
    FieldPanel("biography_en"),
    FieldPanel("biography_fr"),
]

LINKS_AND_IDENTIFIERS = [
    MultiFieldPanel([FieldPanel("email"), FieldPanel("email_is_public")], heading=_("E-mail")),
    InlinePanel("links", label=_("link"), heading=_("Links")),
    MultiFieldPanel(
        [FieldPanel("orcid"), FieldPanel("openalex_id"), FieldPanel("google_scholar_id")],
        heading=_("Identifiers"),
        help_text=_("Each belongs to one person only. They tie the profile to the person's papers."),
    ),
]
