"""The organisations that a text names, each with its span. Pure.

A name is a head word ("Ministry", 연구원, 大学, министерство) with what belongs to it on both sides;
short names and well-known firms come from a list. Both sides are read with a bound, so the cost
is linear in the text (IN-20).
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Iterator
from typing import Literal

from monitor.core.detect import organisation_patterns as patterns
from monitor.model import NewsText, Span
from monitor.vocab.organisations import (
    CHINESE_BREAKS,
    FIELD_WORDS,
    FIRM_HEADS,
    NO_ORGANISATIONS,
    NOT_BEFORE_HEADS,
    NOT_IN_NAMES,
    PUBLISHERS,
)

MAX_ORGANISATIONS = 16  # per entry; a message shows three or four
MAX_READ = 20_000  # characters read per field
MAX_HEADS = 150  # head words looked at per field and script
LOOK_AROUND = 110  # characters to both sides of a head word
MAX_WORDS_BEFORE = 6  # "[Korea Advanced] ... Institute"
MAX_LIST_ITEMS = 6  # "Ministry of Land, Infrastructure, Transport and Tourism"
MAX_IDEOGRAPHS_BEFORE = 10
MAX_HANGUL_BEFORE = 14
NOT_NAMES = frozenset(
    {"国大学", "國大學", "国公司", "国银行"}
)  # 两国大学: "universities of both countries"
SHORTEST_MINISTRY = 3  # 外務省; 反省 and 帰省 are words

Place = tuple[int, int]
Field = Literal["title", "summary", "text"]


def find_organisations(news: NewsText) -> tuple[tuple[str, Span], ...]:
    """Return organisations in reading order, each once, as the text writes them.

    At most `MAX_ORGANISATIONS`. News agencies as sources are left out. A shorter form that ends a
    name already found ("Innovation Authority") is not told again.
    """
    fields: tuple[tuple[Field, str], ...] = (
        ("title", news.title),
        ("summary", news.summary),
        ("text", news.text),
    )
    found: dict[str, Span] = {}
    for field, text in fields:
        for start, end in _places(text[:MAX_READ], (news.lang or "")[:2]):
            name = " ".join(text[start:end].split())
            if not any(name in known for known in found) and _may_be_told(name):
                words = text[start:end]
                found[name] = Span(
                    field=field, start=start, end=end, kind="organisation", text=words
                )
    kept = [name for name in found if not any(name != o and o.endswith(name) for o in found)]
    return tuple((name, found[name]) for name in kept[:MAX_ORGANISATIONS])


def _may_be_told(name: str) -> bool:
    return name not in NO_ORGANISATIONS and not name.endswith(PUBLISHERS)


def _places(text: str, lang: str) -> list[Place]:
    """Return the places of all names, without those inside another."""
    places: list[Place] = []
    for pattern, reader in _READERS.items():
        if pattern.search(text):
            places.extend(reader(text, lang))
    return _outermost(places)


def _outermost(places: Iterable[Place]) -> list[Place]:
    kept: list[Place] = []
    for place in sorted(set(places), key=lambda p: (p[0], -p[1])):
        if not kept or place[0] >= kept[-1][1]:
            kept.append(place)
    return kept


def _heads(pattern: re.Pattern[str], text: str) -> Iterator[re.Match[str]]:
    for count, match in enumerate(pattern.finditer(text)):
        if count >= MAX_HEADS:
            return
        yield match


# Latin scripts --------------------------------------------------------------------------------


def _latin(text: str, lang: str) -> Iterator[Place]:
    for head in _heads(patterns.ENGLISH_HEAD, text):
        start = _words_before(text, head.start(), is_firm=head[0] in FIRM_HEADS)
        end = head.end() if head[0] in FIRM_HEADS else _fields_after(text, head)
        if (start, end) != head.span() and not _is_only_field(text[start : head.start()], head):
            yield start, _with_stop(text, end, head[0])
    own = patterns.CONTINENTAL.get(lang)
    others = () if lang in patterns.ONE_LANGUAGE else tuple(patterns.CONTINENTAL.values())
    for pattern in (patterns.KNOWN, patterns.LOWER_MINISTRY, *((own,) if own else others)):
        yield from (match.span() for match in _heads(pattern, text))


def _words_before(text: str, end: int, *, is_firm: bool) -> int:
    """Return where the capitalised words before a head begin."""
    line = text[max(0, end - LOOK_AROUND) : end].rpartition("\n")[2]  # a name ends with its line
    words = line.split(" ")
    if words[-1]:  # "R&D-Institute": glued to something that is no word of its own
        return end
    start, follower = end, ""
    for word in reversed(words[-1 - MAX_WORDS_BEFORE : -1]):
        if not _belongs(word, follower, is_firm=is_firm):
            break
        start, follower = start - len(word) - 1, word
    return start + 4 if text[start : start + 4] in {"and ", "of "} else start


def _belongs(word: str, follower: str, *, is_firm: bool) -> bool:
    """Say whether a word before a head, or before its follower, is part of the name."""
    if word == "&":
        return True
    if word == "and":
        return follower in FIELD_WORDS and not is_firm
    if not word[:1].isupper() or word in NOT_IN_NAMES:
        return False
    if follower == "and" and word not in FIELD_WORDS:
        return False
    return word[-1] not in ',.;:!?)”"' and not word.endswith(("'s", "’s"))


def _fields_after(text: str, head: re.Match[str]) -> int:
    """Return the end of "of Trade, Industry and Energy" behind a head, or the head's own end."""
    first = patterns.FIRST_FIELD.match(text, head.end(), head.end() + LOOK_AROUND)
    if first is None or first[1] in NOT_IN_NAMES:
        return head.end()
    end = _capitals_after(text, first.end(1), only_fields=first[1] in FIELD_WORDS)
    for _ in range(MAX_LIST_ITEMS):
        more = patterns.NEXT_FIELD.match(text, end, end + LOOK_AROUND)
        if more is None or more[1] not in FIELD_WORDS:
            return end
        end = _capitals_after(text, more.end(1), only_fields=True)
    return end


def _capitals_after(text: str, end: int, *, only_fields: bool) -> int:
    """Return the end of the capitalised words that follow: fields only, or up to two others."""
    for _ in range(2):
        word = patterns.CAPITAL.match(text, end, end + LOOK_AROUND)
        if word is None or word[1] in NOT_IN_NAMES or (only_fields and word[1] not in FIELD_WORDS):
            return end
        end = word.end()
    return end


def _is_only_field(before: str, head: re.Match[str]) -> bool:
    """Say whether a firm head has only common field words before it: "Nuclear Power"."""
    words = before.split()
    return head[0] in FIRM_HEADS and all(word in FIELD_WORDS or word == "&" for word in words)


def _with_stop(text: str, end: int, head: str) -> int:
    """Take the full stop of "Corp." along when the sentence goes on."""
    goes_on = text[end : end + 2] == ". " and text[end + 2 : end + 3].islower()
    return end + 1 if head in {"Corp", "Inc", "Ltd", "Co"} and goes_on else end


# Scripts without capitals -----------------------------------------------------------------------


def _korean(text: str, _lang: str) -> Iterator[Place]:
    yield from (match.span() for match in _heads(patterns.KOREAN_MINISTRY, text))
    for head in _heads(patterns.KOREAN_HEAD, text):
        start = _run_before(text, head.start(), MAX_HANGUL_BEFORE, patterns.is_hangul)
        if start < head.start():
            yield start, head.end()


def _ideographic(text: str, lang: str) -> Iterator[Place]:
    chinese = lang == "zh" or (lang != "ja" and patterns.KANA.search(text) is None)
    heads = patterns.CHINESE_HEAD if chinese else patterns.JAPANESE_HEAD
    may_belong = _chinese_name if chinese else patterns.is_japanese
    yield from (match.span() for match in _heads(patterns.CHINESE_MINISTRY, text))
    for head in _heads(heads, text):
        start = _run_before(text, head.start(), MAX_IDEOGRAPHS_BEFORE, may_belong)
        name = text[start : head.end()]
        short = len(head[0]) == 1 and len(name) < SHORTEST_MINISTRY
        if (
            start < head.start()
            and name not in NOT_NAMES
            and name[0] not in NOT_BEFORE_HEADS
            and not short
        ):
            yield start, head.end()


def _chinese_name(sign: str) -> bool:
    return patterns.is_ideograph(sign) and sign not in CHINESE_BREAKS


def _run_before(text: str, end: int, limit: int, belongs: Callable[[str], bool]) -> int:
    start = end
    while start > 0 and end - start < limit and belongs(text[start - 1]):
        start -= 1
    return start


def _cyrillic(text: str, _lang: str) -> Iterator[Place]:
    for pattern in patterns.RUSSIAN:
        yield from (match.span() for match in _heads(pattern, text))


def _arabic(text: str, _lang: str) -> Iterator[Place]:
    yield from (match.span(1) for match in _heads(patterns.ARABIC, text))


def _hebrew(text: str, _lang: str) -> Iterator[Place]:
    yield from (match.span(1) for match in _heads(patterns.HEBREW, text))


_READERS: dict[re.Pattern[str], Callable[[str, str], Iterator[Place]]] = {
    re.compile(r"[A-Z]"): _latin,
    re.compile(r"[가-힣]"): _korean,
    re.compile(r"[\u4e00-\u9fff]"): _ideographic,
    re.compile(r"[А-Яа-я]"): _cyrillic,
    re.compile(r"[\u0600-\u06ff]"): _arabic,
    re.compile(r"[\u05d0-\u05ea]"): _hebrew,
}
