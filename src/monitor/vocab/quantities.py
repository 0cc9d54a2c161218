"""Words of amounts: scales, currencies (ISO 4217), percent signs, months, counted units.

Written by hand for the eleven languages that detection reads, 2026-11. Currency codes are those
of ISO 4217; inflected forms follow each language's grammar after a number ("2 млрд долларов",
"5 mln złotych"). Pure tables, no behaviour.
"""

from __future__ import annotations

from collections.abc import Mapping


def _words(text: str) -> frozenset[str]:
    return frozenset(text.split())


# A word after a number that multiplies it. Latin forms are compared in lower case.
SCALES: Mapping[str, float] = {
    word: factor
    for factor, words in {
        1e2: "hundred",
        1e3: "thousand k tsd tausend mille mil miles tys tysięcy tysiące тыс тысяч тысячи тысяча "
        "ألف آلاف אלף אלפי",
        1e5: "lakh lakhs",
        1e6: "million millions mn mln m mio millionen millón millones milion miliony "
        "milionów млн миллион миллиона миллионов مليون ملايين מיליון מיליוני",
        1e7: "crore crores",
        1e9: "billion billions bn b mrd mld milliarde milliarden milliard milliards milliardo "
        "miliard miliardy miliardów млрд миллиард миллиарда миллиардов مليار مليارات بليون "
        "מיליארד מיליארדי",
        1e12: "trillion trillions tn trn bio billionen billón billones bilion biliony bilionów трлн триллион "
        "триллиона триллионов تريليون تريليونات טריליון",
    }.items()
    for word in words.split()
}

# Words that mean another power in one language: long-scale "billion" and Spanish "mil millones".
LONG_SCALES: Mapping[str, Mapping[str, float]] = {
    "de": {"billion": 1e12},
    "fr": {"billion": 1e12, "billions": 1e12},
    "es": {"billones": 1e12},
    "pl": {"bilion": 1e12},
}
TWO_WORD_SCALES: Mapping[str, float] = {"mil millones": 1e9, "thousand million": 1e9}

# Chinese, Japanese and Korean multipliers; they chain: 3조 5000억, 1.5万亿.
CJK_SCALES: Mapping[str, float] = {
    "십": 1e1, "十": 1e1, "백": 1e2, "百": 1e2, "천": 1e3, "千": 1e3, "만": 1e4, "万": 1e4,
    "萬": 1e4, "억": 1e8, "億": 1e8, "亿": 1e8, "조": 1e12, "兆": 1e12,
}  # fmt: skip

# Before the number: "US$8 million", "₩3.5 trillion", "Rs 500 crore", "EUR 10 million".
CURRENCY_SIGNS: Mapping[str, str] = {
    "US$": "USD", "U.S.$": "USD", "A$": "AUD", "AU$": "AUD", "C$": "CAD", "CA$": "CAD",
    "NT$": "TWD", "HK$": "HKD", "S$": "SGD", "NZ$": "NZD", "R$": "BRL", "$": "USD", "＄": "USD",
    "€": "EUR", "£": "GBP", "¥": "JPY", "￥": "JPY", "₩": "KRW", "￦": "KRW", "₹": "INR",
    "₽": "RUB", "₪": "ILS", "₺": "TRY", "₫": "VND", "฿": "THB", "₱": "PHP", "₦": "NGN",
    "₴": "UAH", "₸": "KZT", "Rs": "INR", "Rs.": "INR", "RM": "MYR", "Rp": "IDR",
}  # fmt: skip

CURRENCY_CODES = _words(
    "AED AUD BRL CAD CHF CNY CZK DKK EUR GBP HKD HUF IDR ILS INR JPY KRW KZT MXN MYR NGN NOK NZD "
    "PHP PKR PLN QAR RMB RON RUB SAR SEK SGD THB TRY TWD UAH USD VND ZAR"
)

# After the number and its scale. Forms without a space (Korean, Chinese, Japanese) stand apart.
_CURRENCY_FORMS: Mapping[str, str] = {
    "USD": "dollar dollars dólar dólares dolar dolarów dolary dolara dolarami доллар доллара "
    "долларов долл دولار دولارات دولاراً دولارا דולר דולרים us-dollar",
    "EUR": "euro euros евро يورو אירו יורו eur",
    "GBP": "sterling pfund фунтов",
    "KRW": "won wonów вон воны وون וון",
    "JPY": "yen yens yenes jen jenów иен иены йен йены ين יין ין",
    "CNY": "yuan yuans yuanów renminbi юань юаня юаней يوان יואן",
    "INR": "rupee rupees rupien roupies rupias rupii рупий روبية רופי",
    "RUB": "rubel rubles roubles ruble rubli rublos рублей рубля рубль руб روبل רובל",
    "PLN": "zł złoty złote złotych zloty zlotys złotego злотых",
    "CHF": "franken francs-suisses",
    "ILS": "shekel shekels schekel séqueles szekli шекелей شيكل שקל שקלים ש״ח",
    "SAR": "riyal riyals ريال",
    "AED": "dirham dirhams درهم",
    "TRY": "lira liras",
    "UAH": "hryvnia hryvnias hrywien гривен",
    "SEK": "kronor",
    "NOK": "kroner",
    "BRL": "reais",
    "ZAR": "rand",
    "THB": "baht",
    "VND": "dong",
    "MYR": "ringgit",
    "IDR": "rupiah",
    "PHP": "pesos-filipinos",
}
CURRENCY_WORDS: Mapping[str, str] = {
    form: code for code, forms in _CURRENCY_FORMS.items() for form in forms.split()
} | {
    "us dollars": "USD", "u.s. dollars": "USD", "us dollar": "USD", "american dollars": "USD",
    "dollars américains": "USD", "dólares estadounidenses": "USD", "долларов сша": "USD",
    "دولار أمريكي": "USD", "دولار أميركي": "USD", "australian dollars": "AUD",
    "canadian dollars": "CAD", "hong kong dollars": "HKD", "singapore dollars": "SGD",
    "new zealand dollars": "NZD", "taiwan dollars": "TWD", "british pounds": "GBP",
    "pounds": "GBP", "swiss francs": "CHF", "schweizer franken": "CHF", "indian rupees": "INR",
    "korean won": "KRW", "south korean won": "KRW", "japanese yen": "JPY", "chinese yuan": "CNY",
    "pakistani rupees": "PKR", "saudi riyals": "SAR", "ريال سعودي": "SAR",
    "درهم إماراتي": "AED",
}  # fmt: skip

CJK_CURRENCIES: Mapping[str, str] = {
    "달러": "USD", "미국 달러": "USD", "미달러": "USD", "불": "USD", "원": "KRW", "엔": "JPY",
    "위안": "CNY", "유로": "EUR", "파운드": "GBP", "루블": "RUB", "루피": "INR", "홍콩달러": "HKD",
    "즈워티": "PLN", "셰켈": "ILS",
    "ドル": "USD", "米ドル": "USD", "円": "JPY", "ユーロ": "EUR", "ポンド": "GBP", "ウォン": "KRW",
    "人民元": "CNY", "元": "CNY", "ルーブル": "RUB", "ルピー": "INR", "豪ドル": "AUD",
    "台湾ドル": "TWD", "香港ドル": "HKD",
    "美元": "USD", "美金": "USD", "欧元": "EUR", "歐元": "EUR", "日元": "JPY", "日圆": "JPY",
    "韩元": "KRW", "韓元": "KRW", "人民币": "CNY", "元人民币": "CNY", "英镑": "GBP", "英鎊": "GBP",
    "卢布": "RUB", "卢比": "INR", "港元": "HKD", "港币": "HKD", "新台币": "TWD", "新台幣": "TWD",
    "澳元": "AUD", "加元": "CAD", "新元": "SGD", "瑞郎": "CHF",
}  # fmt: skip

# Written before the amount in Chinese and Japanese: 新台幣50億元.
CJK_CURRENCY_PREFIXES: Mapping[str, str] = {
    "新台币": "TWD", "新台幣": "TWD", "人民币": "CNY", "人民幣": "CNY", "港币": "HKD", "港幣": "HKD",
}  # fmt: skip

PERCENT_WORDS: tuple[str, ...] = (
    "%", "％", "٪", "percentage points", "percentage point", "percent", "per cent", "pct",
    "prozentpunkte", "prozent", "pour cent", "por ciento", "procent", "procenta", "процентов",
    "процента", "процент", "بالمئة", "بالمائة", "في المئة", "في المائة", "אחוזים", "אחוז",
    "퍼센트", "프로", "パーセント",
)  # fmt: skip

MONTHS: Mapping[str, int] = {
    form: number
    for number, forms in enumerate(
        (
            "january jan januar jänner janvier enero stycznia styczeń января январь يناير ינואר",
            "february feb februar février febrero lutego luty февраля февраль فبراير פברואר",
            "march mar märz mars marzo marca marzec марта март مارس מרץ מרס",
            "april apr avril abril kwietnia kwiecień апреля апрель أبريل إبريل אפריל",
            "may mai mayo maja maj мая май مايو מאי",
            "june jun juni juin junio czerwca czerwiec июня июнь يونيو יוני",
            "july jul juli juillet julio lipca lipiec июля июль يوليو יולי",
            "august aug août agosto sierpnia sierpień августа август أغسطس אוגוסט",
            "september sept sep septembre septiembre września wrzesień сентября сентябрь سبتمبر ספטמבר",
            "october oct oktober octobre octubre października październik октября октябрь أكتوبر אוקטובר",
            "november nov novembre noviembre listopada listopad ноября ноябрь نوفمبر נובמבר",
            "december dec dezember décembre diciembre grudnia grudzień декабря декабрь ديسمبر דצמבר",
        ),
        start=1,
    )
    for form in forms.split()
}

# Small numbers as words; "one" is left out, it is an article or a pronoun more often than a count.
NUMBER_WORDS: Mapping[str, int] = {
    word: number
    for number, word in enumerate(
        (
            "two", "three", "four", "five", "six", "seven", "eight", "nine", "ten", "eleven",
            "twelve", "thirteen", "fourteen", "fifteen", "sixteen", "seventeen", "eighteen",
            "nineteen", "twenty",
        ),
        start=2,
    )
} | {"thirty": 30, "forty": 40, "fifty": 50}  # fmt: skip

# "The two countries" names the actors, it counts nothing.
SIDES = _words("countries nations sides leaders officials ministers parties governments")

# Counted units that need no plural: "600 MW", "1,000 people", "50 % staff".
UNIT_WORDS = _words(
    "people troops personnel aircraft staff mw gw kw mwh gwh twh kg km kilometers kilometres sq "
    "tons tonnes tonne ton bpd barrels hectares ha bcm mtpa t qubits satellites"
)

# Korean, Japanese and Chinese counters; longest first when matched.
CJK_COUNTERS: tuple[str, ...] = (
    "여개국", "개국", "개사", "개 기업", "개 기관", "개 과제", "개 프로젝트", "개 도시", "개",
    "명", "건", "대", "척", "톤", "곳", "기", "가지", "마리", "만t", "메가와트", "기가와트",
    "カ国", "か国", "ヵ国", "ヶ国", "人", "社", "件", "台", "隻", "機", "トン", "キロ", "万トン",
    "个国家", "个项目", "国", "家企业", "家公司", "家", "个", "項", "项", "架", "艘", "辆", "輛", "吨",
    "噸", "名", "颗", "枚", "所", "座", "份", "批", "公里", "兆瓦", "吉瓦", "平方公里",
)  # fmt: skip

# Words after a number that show it to count no things: durations, ages, ordinals of time.
NOT_COUNTED = _words(
    "years year months month weeks week days day hours hour minutes minute seconds times points "
    "year-old years-old p.m. a.m. pm am percent others ago later members' reasons things ways tips ends "
    "jahre jahren jahr monate monaten tage tagen wochen uhr stunden ans an années année mois jours "
    "heures semaines años año meses mes días horas semanas lat lata roku rok miesięcy dni godzin "
    "lat. tygodni года год лет месяцев месяца дней дня часов часа недель سنوات سنة أيام يوم عام أعوام "
    "שנים שנה ימים יום חודשים"
)

# Small words that end a noun phrase before it has a noun.
STOP_WORDS = _words(
    "in for of to from on at by with as or but the a an this last next more than per its their his "
    "is are was were has have had will would who which that since after before until over about "
    "im in der die das den dem von für auf aus mit und am bei zu de la le les des du en et à au aux "
    "par pour sur el los las del y con por para w z na do i od po o za oraz в на с по и из для от к "
    "من في على إلى عن و של על עם את"
)
