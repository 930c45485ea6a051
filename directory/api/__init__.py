"""People and the directory in the read API."""

from ninja import Router

from directory.api import blocks, people, vocabularies

__all__ = ["blocks", "router"]

router = Router()
for _part in (people, vocabularies):
    router.add_router("", _part.router)
