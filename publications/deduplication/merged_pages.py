"""Which page stands for one that was merged into another."""

from __future__ import annotations

from collections.abc import Collection

from django.db import connection


def kept_pages(page_ids: Collection[int]) -> dict[int, int]:
    """For those of these pages that were absorbed, the page that stands for them now."""
    statement = (
        "WITH RECURSIVE chain(absorbed, kept) AS ("
        "SELECT absorbed_id, kept_id FROM publications_merge WHERE undone_at IS NULL AND absorbed_id = ANY(%s) "
        "UNION SELECT chain.absorbed, merged.kept_id FROM chain "
        "JOIN publications_merge merged ON merged.absorbed_id = chain.kept AND merged.undone_at IS NULL) "
        "SELECT absorbed, kept FROM chain WHERE NOT EXISTS (SELECT 1 FROM publications_merge further "
        "WHERE further.absorbed_id = chain.kept AND further.undone_at IS NULL)"
    )
    if not page_ids:
        return {}
    with connection.cursor() as cursor:
        cursor.execute(statement, [list(page_ids)])
        return dict(cursor.fetchall())
