"""Bytes of unknown encoding to text: allow-listed codecs only, never raising, always the same way.

The same body gives the same text on every poll, so a lying declaration cannot change a key (IN-15).
"""

from __future__ import annotations

import codecs
import re

# WHATWG Encoding Standard labels that feeds are found with -> Python codec. Everything else
# (utf-7, idna, punycode, unicode_escape, EBCDIC, ...) is taken as a lie (IN-16).
_WESTERN = "cp1252"
_CODECS = {
    **dict.fromkeys(("utf-8", "utf8", "unicode-1-1-utf-8"), "utf-8"),
    **dict.fromkeys(
        ("us-ascii", "ascii", "iso-8859-1", "iso8859-1", "latin1", "latin-1", "windows-1252", "cp1252"),
        _WESTERN,
    ),
    **{f"{prefix}{n}": f"iso8859-{n}" for n in (2, 3, 4, 5, 6, 7, 8, 10, 13, 14, 15, 16) for prefix in ("iso-8859-", "iso8859-")},
    **{f"iso-8859-{n}-{x}": f"iso8859-{n}" for n in (6, 8) for x in "ie"},
    **{f"{prefix}{n}": f"cp{n}" for n in (1250, 1251, 1253, 1255, 1256, 1257, 1258, 874, 866) for prefix in ("windows-", "cp", "ibm")},
    **dict.fromkeys(("windows-1254", "cp1254", "iso-8859-9", "iso8859-9", "latin5"), "cp1254"),
    **dict.fromkeys(("tis-620", "iso-8859-11"), "cp874"),
    **dict.fromkeys(("gb2312", "gbk", "gb18030", "x-gbk", "cp936"), "gb18030"),
    **dict.fromkeys(("big5", "big5-hkscs", "cp950", "x-x-big5"), "big5hkscs"),
    **dict.fromkeys(("shift_jis", "shift-jis", "sjis", "x-sjis", "windows-31j", "cp932"), "cp932"),
    **dict.fromkeys(("euc-kr", "euckr", "ks_c_5601-1987", "windows-949", "cp949"), "cp949"),
    "euc-jp": "euc_jp",
    "eucjp": "euc_jp",
    "iso-2022-jp": "iso2022_jp",
    "hz-gb-2312": "hz",
    "koi8-r": "koi8_r",
    "koi8-u": "koi8_u",
    "macintosh": "mac_roman",
}  # fmt: skip
_SEVEN_BIT = frozenset({"iso2022_jp", "hz"})  # valid UTF-8 by accident
_BOMS = (
    (codecs.BOM_UTF32_LE, "utf-32-le"), (codecs.BOM_UTF32_BE, "utf-32-be"), (codecs.BOM_UTF8, "utf-8"),
    (codecs.BOM_UTF16_LE, "utf-16-le"), (codecs.BOM_UTF16_BE, "utf-16-be"),
)  # fmt: skip
# Without a byte order mark: the zeros around the first `<` tell (XML 1.0, appendix F).
_UNMARKED = (
    (b"<\0\0\0", "utf-32-le"),
    (b"\0\0\0<", "utf-32-be"),
    (b"<\0", "utf-16-le"),
    (b"\0<", "utf-16-be"),
)
_DECLARED = re.compile(rb"<\?xml[^>]{0,200}?encoding\s*=\s*[\"']([A-Za-z0-9._:-]{1,40})[\"']")
_CHARSET = re.compile(r"charset\s*=\s*[\"']?([A-Za-z0-9._:-]{1,40})", re.IGNORECASE)
_HEAD = 1_000  # bytes in which the XML declaration is looked for
_ESCAPED = {
    0xDC00 + byte: bytes((byte,)).decode(_WESTERN, "replace") for byte in range(0x80, 0x100)
}


def text_of(body: bytes, content_type: str = "") -> str:
    """Return the body as text: byte order mark, then UTF-8 if it is, then what was declared.

    Bytes that are wrong in their encoding are read as windows-1252 (in UTF-8) or become U+FFFD.
    """
    if (marked := _by_mark(body)) is not None:
        return marked
    declared = _declared(body, content_type)
    if not any(codec in _SEVEN_BIT for codec in declared):
        declared = ("utf-8", *declared)
    for codec in declared:
        if (text := _strictly(body, codec)) is not None:
            return text
    return _leniently(body, declared)


def _by_mark(body: bytes) -> str | None:
    for mark, codec in _BOMS:
        if body.startswith(mark):
            body = body[len(mark) :]
            return _mended(body) if codec == "utf-8" else body.decode(codec, "replace")
    head = body[:_HEAD].lstrip(b" \t\r\n")
    return next(
        (body.decode(codec, "replace") for start, codec in _UNMARKED if head.startswith(start)),
        None,
    )


def _declared(body: bytes, content_type: str) -> tuple[str, ...]:
    """Return the codecs named by the server and the document, the likelier first.

    Servers name a Western charset by default for whatever they serve, so that one comes last.
    """
    of_server = _codec(_CHARSET.search(content_type))
    of_document = _codec(_DECLARED.search(body[:_HEAD]))
    order = (of_document, of_server) if of_server == _WESTERN else (of_server, of_document)
    return tuple(codec for codec in order if codec)


def _codec(match: re.Match[str] | re.Match[bytes] | None) -> str | None:
    if match is None:
        return None
    label = match[1].decode("ascii") if isinstance(match[1], bytes) else match[1]
    return _CODECS.get(label.lower())


def _strictly(body: bytes, codec: str) -> str | None:
    try:
        return body.decode(codec)
    except UnicodeDecodeError:
        return None


def _leniently(body: bytes, declared: tuple[str, ...]) -> str:
    codec = next((codec for codec in declared if codec not in {"utf-8", _WESTERN}), None)
    return body.decode(codec, "replace") if codec else _mended(body)


def _mended(body: bytes) -> str:
    """Decode UTF-8; each byte that is not UTF-8 is read as windows-1252 (half-converted feeds)."""
    text = body.decode("utf-8", "surrogateescape")
    return text if text.isascii() else text.translate(_ESCAPED)
