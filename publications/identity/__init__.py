"""Once: which records and pages are one work."""

from publications.identity.description import Description, describe_page, describe_pages, describe_record
from publications.identity.rule import compare
from publications.identity.weighing import Outcome, Verdict

__all__ = ["Description", "Outcome", "Verdict", "compare", "describe_page", "describe_pages", "describe_record"]
