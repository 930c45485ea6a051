"""Once: which records and pages are one work."""

from bibliography.deduplication.classifier import compare
from bibliography.deduplication.description import Description, describe_page, describe_pages, describe_record
from bibliography.deduplication.scoring import Outcome, Verdict

__all__ = ["Description", "Outcome", "Verdict", "compare", "describe_page", "describe_pages", "describe_record"]
