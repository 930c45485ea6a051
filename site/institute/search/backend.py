"""PostgreSQL search in which accents do not matter: "montreal" finds "Montréal", and the other way round."""

from typing import Any

from modelsearch.backends.database.postgres.postgres import PostgresSearchBackend


class SearchBackend(PostgresSearchBackend):
    """
    The stock backend, whose SEARCH_CONFIG also rules completion.

    Stock completion always uses the `simple` configuration, so that stemming cannot harm prefixes.
    Ours (see `institute.accounts.migrations.0002_search`) does not stem either, and drops accents.
    """

    def __init__(self, params: dict[str, Any]) -> None:
        super().__init__(params)
        self.autocomplete_config = self.config
