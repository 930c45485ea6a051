"""Once: which records and pages are one work."""

from publications.identity.description import Description, describe_page, describe_pages, describe_record
from publications.identity.rule import Outcome, Verdict, compare

__all__ = ["Description", "Outcome", "Verdict", "compare", "describe_page", "describe_pages", "describe_record"]
