"""What makes two entries one: keys, canonical links and hashes; pure, and never raising.

Within one feed, the same article keeps its identity when its guid, the scheme, `www.`, or the
tracking part of its link change (STORM-02, STORM-03): see `identities`.
"""

from __future__ import annotations

import base64
import re
from hashlib import blake2b
from urllib.parse import parse_qsl, quote, unquote, urlencode, urlsplit

from monitor.core.clean import folded
from monitor.model import Entry

MAX_LINK = 2_000  # characters; longer links are no links (what browsers and proxies agree on)
MAX_KEY = 200  # characters of a guid that are kept as they are; longer ones are hashed
MAX_FIELDS = 100  # parameters of a link
MAX_WRAPPERS = 3  # a Google News link to an AMP cache of a redirector
HASH_BYTES = 16  # 128 bits: no chance collision within any seen-set
TELLING_TEXT = 30  # letters; a shorter title without a link is too common to be an identity

_PORTS = {"http": 80, "https": 443}
_SITE_PREFIXES = ("www.", "m.", "mobile.", "amp.")
_AMP_CACHES = (".cdn.ampproject.org", ".ampproject.net")
_AMP_ENDING = re.compile(r"(?:/amp|/amp\.html|\.amp)/*$|\.amp(?=\.html$)", re.IGNORECASE)
_TRACKING_PREFIXES = (
    "utm_",
    "mtm_",
    "pk_",
    "piwik_",
    "hsa_",
    "at_",
    "ns_",
    "ga_",
    "_hs",
    "oly_",
    "stm_",
)
# Names that say where a reader came from, never what is read: from the campaign documentation of
# Google, Meta, Microsoft, Adobe, Matomo, HubSpot, Mailchimp, Naver and Yahoo! Japan.
_TRACKING_NAMES = (
    "fbclid gclid gclsrc dclid gbraid wbraid msclkid twclid ttclid yclid igshid igsh mc_cid mc_eid "
    "cmp cmpid ncid ocid smid smtyp icid sref ref_src ref_url referrer sr_share soc_src soc_trk ftag "
    "ftcamp spm vero_id vero_conv wickedid yptr traffic_source taid jsessionid phpsessid sessionid "
    "session_id from_rss xtor xtref outputtype output_type amp amp_js_v usqp guccounter guce_referrer "
    "guce_referrer_sig n_cid ito"
)
_TRACKING = frozenset(_TRACKING_NAMES.split())
# These may also be the number of an article: they go only if the path names the page already.
_AMBIGUOUS_NAMES = "sid ref source feature share shared rss feed partner campaign from via cvid ceid hl gl oc sh scm"
_AMBIGUOUS = frozenset(_AMBIGUOUS_NAMES.split())
_SCRIPT_PATH = re.compile(r"\.(?:php\d?|aspx?|jspx?|do|cgi|nhn|cfm|pl)$", re.IGNORECASE)
_LINK_PARAMETERS = ("url", "u", "q", "RU", "target")  # of redirectors that carry the whole link
_REDIRECTORS_NAMES = (
    "www.google.com google.com www.bing.com l.facebook.com lm.facebook.com r.search.yahoo.com"
)
_REDIRECTORS = frozenset(_REDIRECTORS_NAMES.split())
_WRAPPERS = (".google.com", ".ampproject.", "bing.com", "facebook.com", "yahoo.com", "/google.com")
_GOOGLE_NEWS = re.compile(r"/(?:rss/)?(?:articles|read|__i/rss/rd/articles)/([A-Za-z0-9_=-]+)")
_INNER_LINK = re.compile(rb"https?://[\x21-\x7e]{4,}")
_SAFE = "!$&'()*+,;=:@/~-._"  # RFC 3986 pchar and "/"
_NOT_IN_LINKS = re.compile(r"[^!#$%&'()*+,\-./0-9:;=?@A-Z\[\]_a-z~]")
_SESSION_PATH = re.compile(r";(?:jsessionid|phpsessid)=[^/?#;]*", re.IGNORECASE)


def web_link(link: str | None) -> str | None:
    """Return the link with its host in punycode, or None when it is no http(s) link (IN-12, IN-14).

    Credentials are dropped; path and query stay as the feed wrote them, but what no link may
    hold is percent-encoded.
    """
    if not link or len(link) > MAX_LINK:
        return None
    try:
        parts = urlsplit(link.strip())
        host, port = _ascii_host(parts.hostname or ""), parts.port
        if parts.scheme not in _PORTS or not host:
            return None
        netloc = host if port is None or port == _PORTS[parts.scheme] else f"{host}:{port}"
        return _quoted(parts._replace(netloc=netloc).geturl())
    except ValueError:  # UnicodeError is one of them
        return None


def canonical_link(link: str | None) -> str | None:
    """Return what makes two links one: no scheme, `www.`, tracking, AMP or fragment.

    The result reads `host/path?query` with a punycode host, decoded unreserved characters and
    sorted parameters. Wrappers that carry the whole link (Google News, AMP caches, redirectors)
    are unwrapped. It is idempotent: `canonical_link("https://" + c) == c`. None: no web link.
    """
    return canonical_of(shown) if (shown := web_link(link)) else None


def canonical_of(shown: str) -> str | None:
    """Return the canonical form of what `web_link` returned."""
    try:
        for _ in range(MAX_WRAPPERS):
            if (inner := _unwrapped(shown)) is None:
                break
            if (link := web_link(inner)) is None:
                return None
            shown = link
        return _bare(shown)
    except ValueError:
        return None


def title_hash(title: str) -> str:
    """Return a hash that ignores case, width, spaces and punctuation."""
    return _hash(folded(title))


def content_hash(title: str, summary: str) -> str:
    """Return a hash of what a reader sees; it changes when the text was edited."""
    return _hash(f"{title}\n{summary}")


def identities(entry: Entry) -> tuple[str, ...]:
    """Return every name under which this article may be known in its feed, strongest first.

    An entry is one that was seen if any of its identities is known for its feed:
    guid; canonical link; page without query and title together; and for entries without a
    link, title and summary together. Keep all of them for a seen entry, as long as seen
    entries are kept.
    """
    return tuple(dict.fromkeys(_identities(entry)))


def _identities(entry: Entry) -> list[str]:
    names = [_hash(f"k:{entry.key}")]
    if entry.guid:
        names.append(_hash(f"k:{guid_key(entry.guid)}"))
    if entry.canonical_link:
        names.append(_hash(f"l:{entry.canonical_link}"))
    if (page := _page(entry)) is not None:
        names.append(_hash(f"t:{page}\n{folded(entry.title)}"))
    return names


def _page(entry: Entry) -> str | None:
    """Return what, with the title, is this article and no other; None if nothing is."""
    if entry.canonical_link:
        page = entry.canonical_link.partition("?")[0]
        return page if entry.title and _names_page(page) else None
    text = folded(entry.title + entry.summary)
    return text if len(text) >= TELLING_TEXT else None


def guid_key(guid: str) -> str:
    """Return the guid as a key: long ones as a hash."""
    return guid if len(guid) <= MAX_KEY else _hash(guid)


def _hash(text: str) -> str:
    return blake2b(text.encode("utf-8", "replace"), digest_size=HASH_BYTES).hexdigest()


def _ascii_host(host: str) -> str:
    """Return the host in lower case and punycode. Raises ValueError for what cannot be one."""
    host = host.rstrip(".")
    if ":" in host:
        return f"[{host}]"
    return host if host.isascii() else host.encode("idna").decode("ascii")


def _quoted(link: str) -> str:
    return (
        quote(link, safe="%?#[]" + _SAFE, errors="replace") if _NOT_IN_LINKS.search(link) else link
    )


def _unwrapped(link: str) -> str | None:
    """Return the link that this one carries, None if it carries none."""
    if not any(mark in link for mark in _WRAPPERS):
        return None
    parts = urlsplit(link)
    host = parts.hostname or ""
    if host == "news.google.com":
        return _google_news(parts.path)
    if host.endswith(_AMP_CACHES):
        return _amp_target(parts.path)
    if host in {"www.google.com", "google.com"} and parts.path.startswith("/amp/"):
        return _amp_target(parts.path)
    return _carried(parts.query) if host in _REDIRECTORS else None


def _google_news(path: str) -> str | None:
    """Return the article in a Google News id of the old kind (base64 of a short protobuf).

    Ids of the kind in use since 2024 name the article only on Google's servers; they stay.
    """
    if (match := _GOOGLE_NEWS.match(path)) is None:
        return None
    try:
        raw = base64.urlsafe_b64decode(match[1] + "=" * (-len(match[1]) % 4))
    except ValueError:
        return None
    inner = _INNER_LINK.search(raw)
    return inner[0].decode("ascii") if inner else None


def _amp_target(path: str) -> str | None:
    """Return the page behind `/c/s/host/path` (AMP cache) or `/amp/s/host/path` (Google)."""
    pieces = path.split("/")[2:]
    if pieces[:1] == ["s"]:
        pieces = pieces[1:]
    return "https://" + "/".join(pieces) if pieces and "." in pieces[0] else None


def _carried(query: str) -> str | None:
    given = dict(parse_qsl(query, max_num_fields=MAX_FIELDS))
    found = (given.get(name, "") for name in _LINK_PARAMETERS)
    return next((value for value in found if value.startswith(("http://", "https://"))), None)


def _bare(link: str) -> str:
    parts = urlsplit(link)
    path = _path(parts.path)
    query = _query(parts.query, drop=_AMBIGUOUS if _names_page(path) else frozenset())
    return f"{_site(parts.netloc)}{path}" + (f"?{query}" if query else "")


def _site(host: str) -> str:
    """Drop `www.`, `m.` and their like as long as a domain is left, and both default ports."""
    name, colon, port = ("", "", "") if host.startswith("[") else host.partition(":")
    if not name:
        return host
    while (prefix := next(filter(name.startswith, _SITE_PREFIXES), "")) and "." in name[
        len(prefix) :
    ]:
        name = name[len(prefix) :]
    return name if not colon or port in {"80", "443"} else f"{name}:{port}"


def _path(path: str) -> str:
    if "%" in path:
        path = quote(unquote(path, errors="surrogateescape"), safe=_SAFE, errors="surrogateescape")
    shorter = _AMP_ENDING.sub("", _SESSION_PATH.sub("", path)).rstrip("/")
    return shorter if shorter == path else _path(shorter)


def _names_page(path: str) -> bool:
    """Tell whether the path, without its query, can stand for one article."""
    last = path.rpartition("/")[2]
    return not _SCRIPT_PATH.search(last) and any(c.isdigit() or c == "-" for c in last)


def _query(query: str, *, drop: frozenset[str]) -> str:
    if not query:
        return ""
    given = parse_qsl(
        query, keep_blank_values=True, errors="surrogateescape", max_num_fields=MAX_FIELDS
    )
    kept = sorted((name, value) for name, value in given if not _is_tracking(name.lower(), drop))
    return urlencode(kept, errors="surrogateescape")


def _is_tracking(name: str, drop: frozenset[str]) -> bool:
    return name in _TRACKING or name in drop or name.startswith(_TRACKING_PREFIXES)
