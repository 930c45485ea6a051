"""Scholarly works in the read API, and what works add to people and to the lists of the directory."""

from ninja import Router

from publications.api import blocks, exports, profiles, vocabularies, works

__all__ = ["blocks", "router"]

router = Router()
for _part in (works, exports, profiles, vocabularies):
    router.add_router("", _part.router)
