"""Answers in the encoding that the client reads best; what is chosen depends on the request alone."""

from __future__ import annotations

import gzip

import brotli
from django.http import HttpRequest, HttpResponse
from django.utils.cache import patch_vary_headers

IDENTITY = ""
# In order of preference, where a client likes several as much.
ENCODINGS = ("br", "gzip")

# What costs less time than it saves: an answer is made anew for nearly everyone who asks.
_BROTLI_QUALITY = 4
_GZIP_LEVEL = 5


def encoding_for(request: HttpRequest) -> str:
    """Return the encoding to answer ``request`` in, "" for none."""
    liked = _read(request.headers.get("Accept-Encoding", ""))
    weights = {name: liked.get(name, liked.get("*", 0.0)) for name in ENCODINGS}
    best = max(ENCODINGS, key=lambda name: weights[name])
    return best if weights[best] > 0 and weights[best] >= liked.get("identity", 0.0) else IDENTITY


def compress(response: HttpResponse, encoding: str) -> None:
    """Encode the body of ``response``, and say that another request may get another encoding."""
    patch_vary_headers(response, ["Accept-Encoding"])
    if encoding == IDENTITY:
        return
    body = response.content
    if encoding == "br":
        response.content = brotli.compress(body, quality=_BROTLI_QUALITY)
    else:
        response.content = gzip.compress(body, compresslevel=_GZIP_LEVEL, mtime=0)
    response.headers["Content-Encoding"] = encoding


def _read(header: str) -> dict[str, float]:
    """Return how much each encoding named in ``header`` is liked, from 0 to 1."""
    liked = {}
    for part in header.split(","):
        name, _semicolon, parameter = part.partition(";")
        _q, _equals, weight = parameter.partition("=")
        try:
            liked[name.strip().lower()] = float(weight) if weight.strip() else 1.0
        except ValueError:
            liked[name.strip().lower()] = 0.0
    return liked
