"""Build the actor tables that the package ships: `python tools/build_names.py [FOLDER]`.

Sources
    * Unicode CLDR through Babel (territory names); licence Unicode-3.0.
    * `tools/names/*.tsv`: this project's own tables (MIT), written by hand: demonyms, inflected forms,
      capitals, offices, leaders, firms, blocs, conflict phrases, and false friends.
The output is the same for the same Babel release; `tests/core/detect/test_actors.py` compares.
"""

from __future__ import annotations

import sys
from collections.abc import Iterator
from importlib.metadata import version
from itertools import permutations
from pathlib import Path

from babel import Locale

HERE = Path(__file__).parent / "names"
SHIPPED = Path(__file__).parents[1] / "src" / "monitor" / "vocab" / "names"

CURATED_AS_OF = "2026-11"
LOCALES = {
    "en": ["en"], "ko": ["ko"], "ja": ["ja"], "zh": ["zh", "zh_Hant"], "de": ["de"], "fr": ["fr"],
    "es": ["es"], "pl": ["pl"], "ru": ["ru"], "uk": ["uk"], "ar": ["ar"], "he": ["he"], "it": ["it"],
    "pt": ["pt"], "tr": ["tr"], "nl": ["nl"],
}  # fmt: skip
SHARED_TABLES = ("blocs", "blockers", "context")

# Sovereign states, and the few others that news names as actors of their own.
COUNTRIES = [
    "AD",
    "AE",
    "AF",
    "AG",
    "AL",
    "AM",
    "AO",
    "AR",
    "AT",
    "AU",
    "AZ",
    "BA",
    "BB",
    "BD",
    "BE",
    "BF",
    "BG",
    "BH",
    "BI",
    "BJ",
    "BN",
    "BO",
    "BR",
    "BS",
    "BT",
    "BW",
    "BY",
    "BZ",
    "CA",
    "CD",
    "CF",
    "CG",
    "CH",
    "CI",
    "CK",
    "CL",
    "CM",
    "CN",
    "CO",
    "CR",
    "CU",
    "CV",
    "CY",
    "CZ",
    "DE",
    "DJ",
    "DK",
    "DM",
    "DO",
    "DZ",
    "EC",
    "EE",
    "EG",
    "ER",
    "ES",
    "ET",
    "EU",
    "FI",
    "FJ",
    "FM",
    "FR",
    "GA",
    "GB",
    "GD",
    "GE",
    "GH",
    "GL",
    "GM",
    "GN",
    "GQ",
    "GR",
    "GT",
    "GW",
    "GY",
    "HK",
    "HN",
    "HR",
    "HT",
    "HU",
    "ID",
    "IE",
    "IL",
    "IN",
    "IQ",
    "IR",
    "IS",
    "IT",
    "JM",
    "JO",
    "JP",
    "KE",
    "KG",
    "KH",
    "KI",
    "KM",
    "KN",
    "KP",
    "KR",
    "KW",
    "KZ",
    "LA",
    "LB",
    "LC",
    "LI",
    "LK",
    "LR",
    "LS",
    "LT",
    "LU",
    "LV",
    "LY",
    "MA",
    "MC",
    "MD",
    "ME",
    "MG",
    "MH",
    "MK",
    "ML",
    "MM",
    "MN",
    "MO",
    "MR",
    "MT",
    "MU",
    "MV",
    "MW",
    "MX",
    "MY",
    "MZ",
    "NA",
    "NE",
    "NG",
    "NI",
    "NL",
    "NO",
    "NP",
    "NR",
    "NZ",
    "OM",
    "PA",
    "PE",
    "PG",
    "PH",
    "PK",
    "PL",
    "PS",
    "PT",
    "PW",
    "PY",
    "QA",
    "RO",
    "RS",
    "RU",
    "RW",
    "SA",
    "SB",
    "SC",
    "SD",
    "SE",
    "SG",
    "SI",
    "SK",
    "SL",
    "SM",
    "SN",
    "SO",
    "SR",
    "SS",
    "ST",
    "SV",
    "SY",
    "SZ",
    "TD",
    "TG",
    "TH",
    "TJ",
    "TL",
    "TM",
    "TN",
    "TO",
    "TR",
    "TT",
    "TV",
    "TW",
    "TZ",
    "UA",
    "UG",
    "US",
    "UY",
    "UZ",
    "VA",
    "VC",
    "VE",
    "VN",
    "VU",
    "WS",
    "XK",
    "YE",
    "ZA",
    "ZM",
    "ZW",
]

# CLDR names that mean something else more often, or that a hand-written row inflects better.
NOT_FROM_CLDR = {
    "en": {"Chad", "Jordan", "Congo - Kinshasa", "Congo - Brazzaville", "Hong Kong SAR China"},
    "ko": {"수단", "가나", "차드", "말리", "통가", "피지", "콩고", "사모아", "팔라우", "니제르", "베냉"},
    "ja": {"タイ", "マリ", "チリ", "ペルー", "トーゴ", "トンガ", "チャド", "オマーン", "ガーナ"},
    "zh": {"黑山", "多哥", "乍得", "马里", "巴林", "约旦", "阿曼", "加纳", "不丹", "安道尔", "摩洛哥"},
    "ru": {"Куба", "Чад", "Дания", "Гана", "Кения", "Мали", "Индия"},
    "uk": {"Куба", "Чад", "Данія", "Гана", "Малі", "Індія"},
    "pl": {"Kuba", "Dania", "Czad", "Chiny", "Włochy", "Niemcy", "Czechy", "Węgry", "Indie", "Filipiny"},
    "de": {"Tschad", "Kap Verde"},
    "es": {"Chad", "Omán"},
    "fr": {"Tchad", "Inde"},
    "ar": {"مالي", "تشاد", "بنين", "غانا", "عُمان", "كندا", "عمان", "النيجر"},
    "he": {"צ׳אד", "מאלי", "פרו", "עומאן", "ירדן", "טוגו", "קובה", "הודו", "גאנה", "צ׳ילה", "סין", "יוון"},
    "it": {"Ciad", "Stati Uniti"}, "pt": {"Chade", "Omã"}, "tr": {"Çad", "Çin"}, "nl": {"Tsjaad"},
}  # fmt: skip
# The ones of these that do stand for the country as whole words or in these longer forms.
INSTEAD = {
    "en": {"JO": ["Jordan"], "CD": ["Congo-Kinshasa"], "HK": ["Hong Kong"]},
    "ja": {
        "TH": ["タイ"], "CL": ["チリ"], "PE": ["ペルー"], "OM": ["オマーン"], "GH": ["ガーナ"],
        "ML": ["マリ"], "TO": ["トンガ"], "TD": ["チャド"], "TG": ["トーゴ"],
    },
    "ko": {"GH": ["가나"], "NE": ["니제르"], "PW": ["팔라우"], "WS": ["사모아"], "ML": ["말리"]},
    "zh": {"BH": ["巴林"], "JO": ["约旦"], "OM": ["阿曼"], "GH": ["加纳"], "ML": ["马里"], "TD": ["乍得"]},
    "ar": {"CA": ["كندا"], "OM": ["سلطنة عمان"], "GH": ["غانا"], "ML": ["مالي"]},
    "he": {"JO": ["ירדן"], "CN": ["סין"], "GR": ["יוון"], "IN": ["הודו"], "CU": ["קובה"], "CL": ["צ׳ילה"]},
    "fr": {"IN": ["Inde"]}, "es": {"OM": ["Omán"]}, "it": {"US": ["Stati Uniti", "USA"]}, "tr": {"CN": ["Çin"]},
}  # fmt: skip
INFLECTED = {"pl": "aoe", "ru": "аяеьй", "uk": "аяеьй", "de": ""}  # what a stem drops
# Languages with so few endings that each form is listed; the others keep a stem.
ENDINGS = {"en": ("", "s"), "fr": ("", "s", "e", "es"), "es": ("", "s")}
MIN_STEM = 4  # letters; shorter names are listed by case instead

# Two countries in two or three characters. The key names the signs, the value the readings.
SIGNS = {
    "ko": {"한": "KR", "미": "US", "중": "CN", "일": "JP", "러": "RU", "북": "KP", "영": "GB", "독": "DE", "불": "FR"},
    "ja": {
        "日": "JP", "米": "US", "中": "CN", "韓": "KR", "英": "GB", "仏": "FR", "独": "DE", "豪": "AU", "印": "IN",
        "露": "RU", "ロ": "RU", "朝": "KP", "台": "TW", "欧": "EU", "伊": "IT", "加": "CA", "比": "PH", "越": "VN",
    },
    "zh": {
        "中": "CN", "美": "US", "俄": "RU", "日": "JP", "韩": "KR", "韓": "KR", "英": "GB", "法": "FR", "德": "DE",
        "欧": "EU", "歐": "EU", "印": "IN", "朝": "KP", "澳": "AU", "加": "CA", "越": "VN", "泰": "TH", "蒙": "MN",
        "缅": "MM", "柬": "KH", "以": "IL", "伊": "IR", "菲": "PH", "台": "TW", "沙": "SA", "意": "IT", "墨": "MX",
        "乌": "UA", "烏": "UA", "埃": "EG", "土": "TR", "匈": "HU", "希": "GR", "葡": "PT", "荷": "NL", "哈": "KZ",
        "白": "BY", "塞": "RS", "老": "LA", "巴": "PK", "新": "", "阿": "", "马": "", "吉": "", "尼": "",
    },
}  # fmt: skip
COMPOUNDS = {
    "ko": "한미 한일 한중 한러 한독 한불 한영 미중 미일 미러 미북 북중 중북 북러 러북 중러 러중 중일 일중 미한 일한 "
    "미영 영미 한미일 한일중 한중일 북중러 한일미 미중러 미중일 중미일 한영미",
    "ja": "日米 日中 日韓 日英 日仏 日独 日豪 日印 日露 日ロ 日朝 日台 日欧 日伊 日加 日比 日越 米中 米韓 米ロ 米露 米朝 米欧 "
    "米印 米英 米豪 米比 中韓 中ロ 中露 中朝 中印 中欧 中台 中英 中独 中豪 中仏 英仏 英米 独仏 仏独 英独 英豪 ロ中 ロ朝 露朝 露中 "
    "韓日 韓米 韓中 中米 日米韓 日中韓 日韓中 日米豪 日米印 日英伊 日米比 米英豪 米韓日 米日韓 日米豪印 日米欧 米中ロ 韓米日",
    "zh": "中美 美中 中俄 俄中 中日 日中 中韩 韩中 中韓 中英 英中 中法 法中 中德 德中 中欧 欧中 中歐 中印 中朝 中澳 澳中 中加 "
    "中越 中泰 中蒙 中缅 中柬 中以 中伊 中菲 中沙 中意 中墨 中乌 中埃 中土 中匈 中希 中葡 中荷 中哈 中白 中塞 中老 中巴 中新 中阿 中马 "
    "中吉 中尼 美日 日美 美韩 韩美 美韓 美俄 俄美 美印 印美 美英 英美 美欧 欧美 美澳 美台 台美 日台 台日 日韩 韩日 日韓 韓日 俄乌 乌俄 俄烏 烏俄 "
    "俄朝 朝俄 朝美 美朝 美越 美菲 菲美 俄印 印俄 德法 法德 美以 以美 美伊 伊美 美墨 美加 日澳 日印 日菲 日英 英法 俄白 俄伊 "
    "印巴 巴以 以巴 以伊 美日韩 中日韩 日中韩 韩日中 中美欧 中俄蒙 美英澳 美日菲 美日韓 美日印澳 中俄朝 中法德 中德法 美欧日 中美俄 美中俄 美俄中 中俄美 中俄印 中俄伊 中蒙俄 法德英 英法德 德法英 美英法 中印俄 印巴中 日美韩 日美澳 日美菲 美韩日",
}  # fmt: skip

# Korean headlines write a country as one Chinese character: each alone, and any two or three in a row.
HANJA = {
    "韓": "KR", "美": "US", "日": "JP", "中": "CN", "北": "KP", "英": "GB", "獨": "DE", "佛": "FR", "伊": "IT",
    "加": "CA", "濠": "AU", "豪": "AU", "印": "IN", "露": "RU", "俄": "RU", "臺": "TW", "泰": "TH", "越": "VN",
    "比": "PH", "歐": "EU",
}  # fmt: skip
HANJA_RUNS = ("韓美日中北露英獨佛印歐臺", "韓美日中北")  # those that stand in pairs, and in threes

PREFIXES = {
    "en": {
        "Sino": "CN", "Franco": "FR", "Anglo": "GB", "Russo": "RU", "Indo": "IN", "Italo": "IT", "Turko": "TR",
        "Nippon": "", "Greco": "GR", "Luso": "PT", "Euro": "", "Afro": "", "Perso": "IR",
    },
    "de": {
        "deutsch": "DE", "chinesisch": "CN", "russisch": "RU", "britisch": "GB", "indisch": "IN", "französisch": "FR",
    },
    "fr": {"sino": "CN", "franco": "FR", "russo": "RU", "germano": "DE", "anglo": "GB", "italo": "IT"},
    "es": {"chino": "CN", "hispano": "ES", "ruso": "RU", "sino": "CN", "franco": "FR"},
}  # fmt: skip
Row = tuple[str, str, str]  # form, country, kind


def main() -> int:
    out = Path(sys.argv[1]) if len(sys.argv) > 1 else SHIPPED
    out.mkdir(parents=True, exist_ok=True)
    for lang, locales in LOCALES.items():
        rows = list(curated(lang)) + list(from_cldr(lang, locales)) + list(compounds(lang))
        rows += hanja() if lang == "ko" else ()
        write(
            out / f"{lang}.tsv",
            rows,
            source=f"CLDR (Babel {version('babel')}) and tools/names/{lang}.tsv",
        )
    for table in SHARED_TABLES:
        write(
            out / f"{table}.tsv",
            list(read(HERE / f"{table}.tsv")),
            source=f"tools/names/{table}.tsv",
        )
    write(out / "display.tsv", list(display_names()), source=f"CLDR (Babel {version('babel')})")
    return 0


def curated(lang: str) -> Iterator[Row]:
    path = HERE / f"{lang}.tsv"
    if path.exists():
        yield from (full for row in read(path) for full in spelled_out(row, lang))
    for prefix, country in PREFIXES.get(lang, {}).items():
        if country:
            yield f"{prefix}-", country, "prefix"


def spelled_out(row: Row, lang: str) -> Iterator[Row]:
    form, country, kind = row
    if form.endswith("*") and lang in ENDINGS:
        yield from ((form[:-1] + ending, country, kind) for ending in ENDINGS[lang])
    else:
        yield row


def read(path: Path) -> Iterator[Row]:
    for line in path.read_text(encoding="utf-8").splitlines():
        if not line or line.startswith("#"):
            continue
        country, kind, forms = line.split("\t")
        listed = [forms] if kind == "block1" else forms.split(",")
        for form in map(str.strip, listed):
            if form and "*" not in form[:-1]:
                yield form, country, kind.rstrip("1")


def from_cldr(lang: str, locales: list[str]) -> Iterator[Row]:
    for locale in locales:
        names = Locale.parse(locale).territories
        for country in COUNTRIES:
            name = names.get(country, "")
            if (
                name
                and name not in NOT_FROM_CLDR.get(lang, ())
                and "(" not in name
                and " - " not in name
            ):
                yield from ((form, country, "name") for form in spellings(name, lang))
    for country, forms in INSTEAD.get(lang, {}).items():
        yield from ((form, country, "name") for form in forms)


def spellings(name: str, lang: str) -> Iterator[str]:
    """The name; as a stem where the language inflects it; with the article of Arabic after `li-`."""
    drops = INFLECTED.get(lang)
    stem = name.rstrip(drops) if drops else name
    single = " " not in name and "-" not in name
    yield f"{stem}*" if drops is not None and single and len(stem) >= MIN_STEM else name
    if lang == "ar" and name.startswith("ال"):
        yield "لل" + name[2:]


def compounds(lang: str) -> Iterator[Row]:
    """`form, "KR/US", compound`: one country for each character, empty where a sign is ambiguous."""
    for form in COMPOUNDS.get(lang, "").split():
        yield form, "/".join(SIGNS[lang][sign] for sign in form), "compound"


def hanja() -> Iterator[Row]:
    for sign, country in HANJA.items():
        yield sign, country, "hanja"
    pairs, threes = HANJA_RUNS
    for run in [*permutations(pairs, 2), *permutations(threes, 3)]:
        yield "".join(run), "/".join(HANJA[sign] for sign in run), "compound"


def display_names() -> Iterator[Row]:
    for lang, locales in LOCALES.items():
        names = Locale.parse(locales[0]).territories
        yield from ((names[country], country, lang) for country in COUNTRIES if country in names)


def write(path: Path, rows: list[Row], *, source: str) -> None:
    head = f"# form, country, kind. Source: {source}; {CURATED_AS_OF}. Licence: Unicode-3.0 (CLDR), MIT (own). Generated."
    body = sorted(set(rows))
    path.write_text("\n".join([head, *("\t".join(row) for row in body)]) + "\n", encoding="utf-8")


if __name__ == "__main__":
    sys.exit(main())
