"""Reading a body without trusting its size: capped before and after decoding (IN-05)."""

from __future__ import annotations

import zlib
from collections.abc import AsyncIterator
from typing import Literal

MAX_BODY_BYTES = 5_000_000  # raw and decoded; the largest honest feeds have 3 MB

_GZIP = 31  # zlib's wbits for "gzip header and trailer"
_MAGIC = b"\x1f\x8b"
_IDENTITY = frozenset({"", "identity"})
_CODINGS = frozenset({"gzip", "x-gzip"})

BodyFlaw = Literal["too_large", "encoding", "protocol"]


class BodyError(Exception):
    """The body cannot be used; `reason` is one of FetchFailed's."""

    def __init__(self, reason: BodyFlaw, detail: str) -> None:
        super().__init__(detail)
        self.reason = reason


async def read_body(
    chunks: AsyncIterator[bytes], *, coding: str, length: int | None, cap: int
) -> bytes:
    """Return the decoded body of at most `cap` bytes.

    `coding` is the Content-Encoding header; gzip is all we ask for and all we take (POLL-13).
    A body that is gzip without saying so is unpacked as well, but only one layer.

    Raises:
        BodyError: too large, another coding or a nested one, or cut off within gzip.
    """
    coding = coding.strip().lower()
    if coding not in _IDENTITY | _CODINGS:
        raise BodyError("encoding", f"Content-Encoding {coding[:40]!r} was not asked for")
    if length is not None and length > cap:
        raise BodyError("too_large", f"{length} bytes announced")
    raw = await _capped(chunks, cap)
    body = _gunzipped(raw, cap) if raw.startswith(_MAGIC) else raw
    if body.startswith(_MAGIC):
        raise BodyError("encoding", "gzip within gzip")
    return body


async def _capped(chunks: AsyncIterator[bytes], cap: int) -> bytes:
    pieces: list[bytes] = []
    size = 0
    async for chunk in chunks:
        size += len(chunk)
        if size > cap:
            raise BodyError("too_large", f"more than {cap} bytes")
        pieces.append(chunk)
    return b"".join(pieces)


def _gunzipped(raw: bytes, cap: int) -> bytes:
    """Unpack all members, never making more than `cap` bytes; what follows the last is ignored."""
    pieces: list[bytes] = []
    left = cap
    while raw.startswith(_MAGIC):
        member = zlib.decompressobj(_GZIP)
        try:
            piece = member.decompress(raw, left + 1)
        except zlib.error as error:
            raise BodyError("encoding", f"broken gzip: {error}") from error
        left -= len(piece)
        if left < 0:
            raise BodyError("too_large", f"more than {cap} bytes when unpacked")
        if not member.eof:
            raise BodyError("protocol", "the gzip body is cut off")
        pieces.append(piece)
        raw = member.unused_data
    return b"".join(pieces)
