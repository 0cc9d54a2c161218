"""One or two sentences under the headline of a message: the lead, and what carries the act. Pure.

Measured on news text, generic summarisers (LexRank, Luhn, TextRank) added nothing to the lead and
one chosen sentence; so the rules below choose, and never write a word of their own.
"""

from __future__ import annotations

import html
import re

from monitor.core.sentences import sentences

MAX_LENGTH = 320  # characters, about five lines on a phone
MIN_SENTENCE = 30  # characters in Latin and Cyrillic; a shorter one is a label
MIN_SENTENCE_DENSE = 12  # characters in Korean, Chinese, Japanese
SHORT_LEAD = 60  # characters; a lead like "Fears over human rights." takes the next sentence along
SAME_WORDS = 0.8  # share of a lead's words that the title has too: the lead repeats it
ENOUGH = 2  # sentences: the lead and one more
MAX_READ = 6_000  # characters; the lead and the second sentence stand at the top
SENTENCES_READ = 14

_TAG = re.compile(r"<[^<>]{1,300}>")
_SPACE = re.compile(r"[ \t\u00a0\u200b]+")
_WIRES = (
    r"Yonhap|Reuters|AP|AFP|dpa|DPA|IANS|PTI|ANI|Xinhua|UPI|TASS|PAP|EFE|Kyodo|Jiji|CNA|WAM|SPA|KUNA|QNA|"
    r"Bernama|Anadolu|AA|ANSA|APA|ATS|EUROPA PRESS|연합뉴스|뉴스1|뉴시스|공동|新华社|中新社|共同|時事|"
    r"РИА Новости|ТАСС|Интерфакс|واس|وام|د ب أ|أ ف ب|رويترز"
)
_DATELINE = (
    # SEOUL, June 16 (Yonhap) -- / NEW DELHI: / BERLIN (dpa) - / WARSAW, Poland (AP) —
    re.compile(
        r"^[A-ZÀ-ÞŁŚ][A-ZÀ-ÞŁŚ.'’/ -]{2,40}(?:,\s[A-Z][\w. ]{1,24}){0,2}(?:\s\([^()]{2,30}\))?\s?(?:--|—|–|-|:)\s*"
    ),
    # Seoul, Jan 13: / Berlin (dpa) - / Madrid, 16 jun (EFE).- / Варшава, 16 июня (ТАСС) —
    re.compile(
        r"^[^\W\d_][\w.'’ -]{1,30}(?:[,/]\s?(?:\d{1,2}\.?\s)?[^\W\d_]{3,12}\.?(?:\s\d{1,2})?(?:,?\s\d{4})?)(?:\s\([^()]{2,30}\))?\s?(?:\.\s?-|--|—|–|-|:)\s*"
    ),
    re.compile(rf"^[^\W\d_][\w.'’ -]{{1,30}},?\s?\((?:{_WIRES})\)\.?\s?(?:--|—|–|-|:)?\s*"),
    re.compile(
        rf"^(?:\([^()]{{1,20}}=?(?:{_WIRES})\)|\[[^\[\]]{{2,40}}\]|【[^【】]{{2,30}}】|（[^（）]{{2,30}}）)\s*"
    ),
    re.compile(
        r"^[가-힣]{2,4}\s?기자\s?=\s*|^[^\s]{2,12}=[가-힣]{2,4}\s(?:기자|특파원)\s*|^[가-힣]{2,4}\s(?:기자|특파원)\s*="
    ),
    re.compile(
        r"^(?:央视网消息|(?:新华社|中新社|中新网|人民网|本报)[^，。：]{0,20}?(?:电|讯))"
        r"\s?(?:（[^（）]{0,24}）|\([^()]{0,24}\))?[：:，\s]?\s*"
    ),
    re.compile(rf"^(?:{_WIRES})\s?(?:--|—|–|-|:)\s*"),
)
# Wien – / Warschau/Washington – : a place alone, then a sentence; a habit of German and Russian.
_PLACE_ALONE = re.compile(
    r"^[A-ZÄÖÜА-Я]\w{2,15}(?:[ /][A-ZÄÖÜА-Я]\w{2,15})?\s[–—]\s(?=[A-ZÄÖÜА-Я]\w)"
)
PLACE_ALONE_LANGS = frozenset({"de", "ru"})
_CREDIT_END = re.compile(
    rf"\s*(?:Read (?:Full Article|more|the full)\b[^.]{{0,60}}|[—–-]\s?(?:{_WIRES})|\((?:{_WIRES})\)|[(（]끝[)）])\s*$"
)
_SKIP = re.compile(
    r"^(?:\([^()]*\)$|By\s[A-Z]|Von\s[A-Z]|Par\s[A-Z]|Por\s[A-Z]|Photo|Foto|Fot\.|Image|Picture|FILE|File photo|This (?:file )?photo|In this|"
    r"Getty|Reuters/|Credit|Source:|Published|Updated|Link copied|•|Read more|Read also|Also read|READ|Watch|WATCH|"
    r"Subscribe|Sign up|Click here|Key Points|\d{1,2}\.?$|Advertisement|Share|Follow|Listen|Copyright|©|The post |"
    r"Continue reading|Lire aussi|Lesen Sie|Mehr zum|Leer más|Lea también|Czytaj|Zobacz|Читайте|Фото|"
    r"اقرأ|صورة|קרא|צילום|\[사진|사진|무단|저작권|▶|☞|※|写真|图为|图|资料图|責任編輯|责任编辑|編集)"
)
_ANYWHERE = re.compile(
    r"(?:\(Photo|/Getty|Getty Images|\bphoto\)|\(AP\)$|\(Reuters\)$|poses? for (?:a )?photos?|posing for a photo|"
    r"shake hands (?:before|during|prior)|pictured|file photo|All rights reserved|Link copied|appeared first on|"
    r"\[\.\.\.\]$|Read more$|사진=|사진 =|자료사진|资料图|［写真］)"
)
_QUOTE = re.compile(
    r"^[\"“”„«»'‘「『]|[\"“”»」』],?\s(?:he|she|they|the|said|says|sagte|a dit|dijo|powiedzia|сказал|заявил)\b"
)
_BACKGROUND = re.compile(
    r"\b(?:in (?:19|20)[01]\d|last (?:year|month|March|April|May|June|July|August)|in \d{4}, (?:when|as|after)|"
    r"has long|had (?:been|previously)|soured|wartime|colonial|since the war|earlier this year|"
    r"The move (?:came|comes)|It (?:came|comes) (?:as|after)|ties have|relations have|previously|"
    r"vergangenes Jahr|l['’]an dernier|el año pasado|w zeszłym roku|в прошлом году|지난해|작년|昨年|去年|العام الماضي|בשנה שעברה)",
    re.IGNORECASE,
)
_ACT = re.compile(
    r"\b(?:sign(?:s|ed|ing)?|agree[ds]?|agreement|launch(?:es|ed)?|joint(?:ly)?|cooperat\w{2,5}|invest(?:s|ed|ment)?|"
    r"memorandum|MOU|MoU|fund(?:s|ed|ing)?|project|programs?|deliver(?:s|ed)?|supply|build|develop\w{0,5}|pledg\w{1,3}|discuss(?:ed)?|"
    r"unterzeichn\w{1,5}|vereinbar\w{1,5}|gemeinsam\w{0,2}|signé\w{0,2}|accord|coopération|conjoint\w{0,2}|firm(?:ó|aron|a)|acuerdo|"
    r"cooperación|podpisa\w{1,4}|umow\w{1,3}|współprac\w{1,2}|подписа\w{1,4}|соглашени\w{1,2}|сотрудничеств\w{1,2}|совместн\w{1,3})\b"
    r"|협력|체결|합의|공동|양해각서|투자|協力|署名|合意|共同|合作|签署|协议|达成|联合|تعاون|اتفاق|وقع|مشترك|שיתוף|הסכם|חתמו",
    re.IGNORECASE,
)
_FIGURE = re.compile(
    r"[$€£¥₩]\s?\d|\d[\d.,]*\s?(?:%|percent|per cent|million|billion|trillion|bn|억|조|亿|億|兆|Mrd|Mio|mln|mld|млн|млрд|مليار|مليون|מיליון|מיליארד|projects|tonnes|MW|GW)"
)
_WORD = re.compile(r"[^\W_]+")
_DENSE = re.compile(r"[\u1100-\u11ff\u3040-\u30ff\u4e00-\u9fff가-힣]")


def summarise(title: str, summary: str, text: str, lang: str | None) -> str:
    """Return one or two sentences that tell more than the title; "" when there are none.

    The lead without dateline, then at most one sentence that carries the act or a figure and is
    neither background nor a quote. At most about `MAX_LENGTH` characters, cut at the end of a
    sentence, or at a word with an ellipsis when the lead alone is longer. `lang` is ISO 639-1 or
    None. Never a word that the entry does not have.
    """
    told = _telling_sentences(title, summary, lang)
    if text and len(told) < ENOUGH:
        told += [s for s in _telling_sentences(title, text, lang) if not _repeats(s, told)]
    if not told:
        return ""
    lead = _shortened(told[0])
    dense = _DENSE.search(lead) is not None
    second = _second(
        told[1:], MAX_LENGTH - len(lead) - 1, any_act=len(lead) < SHORT_LEAD and not dense
    )
    joint = "" if dense and not lead.endswith((".", "!", "?")) else " "
    return f"{lead}{joint}{second}" if second else lead


def _telling_sentences(title: str, text: str, lang: str | None) -> list[str]:
    """Return the sentences that are no caption, by-line, link or repeat of the title."""
    kept: list[str] = []
    for sentence in sentences(plain(text[:MAX_READ]), limit=SENTENCES_READ):
        clean = without_dateline(sentence, lang)
        if _is_noise(clean) or _repeats(clean, [title, *kept]):
            continue
        kept.append(clean)
    return kept


def plain(text: str) -> str:
    """Return the text without leftovers of HTML, and with single spaces."""
    unescaped = html.unescape(text) if "&" in text else text
    return _SPACE.sub(" ", _TAG.sub(" ", unescaped)).replace(" \n", "\n").strip()


def without_dateline(sentence: str, lang: str | None = None) -> str:
    """Return the sentence without the place, date and wire it opens with, and a closing credit."""
    alone = (_PLACE_ALONE,) if lang in PLACE_ALONE_LANGS else ()
    for pattern in (*_DATELINE, *alone):
        found = pattern.match(sentence)
        if found and len(sentence) - found.end() > MIN_SENTENCE_DENSE:
            sentence = sentence[found.end() :]
    return _CREDIT_END.sub("", sentence).strip()


def _is_noise(sentence: str) -> bool:
    shortest = MIN_SENTENCE_DENSE if _DENSE.search(sentence) else MIN_SENTENCE
    return (
        len(sentence) < shortest
        or _SKIP.match(sentence) is not None
        or _ANYWHERE.search(sentence) is not None
    )


def _repeats(sentence: str, others: list[str]) -> bool:
    """Say whether another sentence, or the title, says the same words."""
    words = _words(sentence)
    return any(len(words & _words(o)) >= SAME_WORDS * len(words) for o in others if o)


def _words(text: str) -> frozenset[str]:
    """Return its words; pairs of characters where no spaces part words."""
    if _DENSE.search(text):
        signs = "".join(_WORD.findall(text))
        return frozenset(signs[i : i + 2] for i in range(len(signs) - 1)) or frozenset({signs})
    return frozenset(word.lower() for word in _WORD.findall(text)) or frozenset({text})


def _second(candidates: list[str], room: int, *, any_act: bool) -> str:
    """Return the first sentence that fits and carries a figure or the act; "" when none does."""
    fitting = [s for s in candidates if len(s) <= room and _ends(s)]
    if any_act and fitting and not _QUOTE.search(fitting[0]):
        return fitting[0]
    fitting = [s for s in fitting if _tells_the_act(s)]
    with_figure = [s for s in fitting if _FIGURE.search(s)]
    return (with_figure or fitting or [""])[0]


def _tells_the_act(sentence: str) -> bool:
    if _QUOTE.search(sentence) or _BACKGROUND.search(sentence):
        return False
    return _ACT.search(sentence) is not None or _FIGURE.search(sentence) is not None


def _ends(sentence: str) -> bool:
    """Say whether the sentence is whole; feeds cut their summaries in the middle."""
    return sentence.rstrip("\"'”’»)」』").endswith((".", "!", "?", "。", "！", "？", "다"))


def _shortened(lead: str) -> str:
    """Cut a lead that is too long at a clause or a word, with an ellipsis."""
    if len(lead) <= MAX_LENGTH:
        return lead
    cut = lead[: MAX_LENGTH - 1]
    at = max(cut.rfind(mark) for mark in (" ", "，", "、", "。"))
    return cut[: at if at > MAX_LENGTH // 2 else len(cut)].rstrip(" ,;:，、") + "…"
