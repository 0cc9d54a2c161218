"""What joins, parts or comments on countries, as patterns in twelve languages. Our own lists.

Scripts with spaces stand between word boundaries, the others as they are. Each pattern looks at a stretch
that its caller bounds; none nests repetitions, so that all are linear in it.
"""

from __future__ import annotations

import re
from typing import Final


def _any(words: str, signs: str = "", *, start: str = "") -> re.Pattern[str]:
    """Return a pattern for any of the words (separated by `|`, whole) or of the signs."""
    parts = [rf"\b(?:{words})\b", *([signs] if signs else [])]
    return re.compile(f"{start}(?:{'|'.join(parts)})", re.IGNORECASE)


# The subject brings others together: "Qatar hosts", "Oman vermittelt", 卡塔尔斡旋.
HOSTS: Final = _any(
    r"hosts?|hosted|hosting|mediat\w+|broker\w*|facilitat\w+|vermittelt\w*|médi\w+|accueille|media|mediará|acoge|mediuje|"
    r"pośrednicz\w*|посреднич\w+|выступ\w+ посредником|посередни\w+",
    r"-brokered|-mediated|-backed|중재|주선|斡旋|调解|仲介|توسط|تستضيف|מתווכת|מארחת",
    start=r"^\W*(?:(?:to|will|has|is)\s)?",
)
# The subject has an opinion of what others do.
WELCOMES: Final = _any(
    r"welcomes?|welcomed|hails?|hailed|applauds?|praises?|praised|condemns?|slams?|criticis\w+|criticiz\w+|protests?|warns?|"
    r"opposes?|eyes warily|denounces?|watches|begrüß\w*|loben|lobt|kritisier\w*|verurteil\w*|salue\w*|félicite\w*|dénonce\w*|"
    r"critique\w*|condamne\w*|celebra|saluda|elogia|critica|condena|z zadowoleniem|chwal\w+|krytykuj\w*|potępi\w*|przyjęł\w+ z|"
    r"приветств\w+|осуд\w+|раскритик\w+|одобр\w+|привітал\w*|вітає|вітають|засуд\w+",
    r"欢迎|歡迎|谴责|譴責|批评|ترحب|رحبت|تدين|أشادت|מברכ|בירכה|גינתה",
    start=r"^\s*:|^[^,:]{0,30}?",
)
# The same, behind what it is about, in languages that end with the verb.
COMMENTS_AFTER: Final = re.compile(r"환영|규탄|비판|우려|반발|歓迎|批判|非難|反発|懸念")
# Who hosts or welcomes these is a party.
PERSONS: Final = re.compile(
    r"(?:['’]s?)?\s+(?:\w+ ){0,2}?(?:leaders?|presidents?|ministers?|PMs?|premiers?|chiefs?|envoys?|delegations?|"
    r"counterparts?|officials)\b",
    re.IGNORECASE,
)
BETWEEN: Final = _any("between|zwischen|entre|między|pomiędzy|между|між", "之间|بين|בין")
# The event has three sides, and the host is one of them.
THREE: Final = re.compile(
    r"trilateral|three-way|3국|三国|三方|3カ国|三カ国|трёхсторонн|dreiseitig|trójstronn",
    re.IGNORECASE,
)
# One deals with each of the others.
EACH_OF: Final = re.compile(
    r"\b(?:talks|discuss\w*|visits?|visiting|meets?|meetings?|agreements|deals|pacts|accords|MoUs|memoranda|partnerships|"
    r"cooperat\w+|co-operat\w+|aid|assistance|membership|tour|trip|heads|travels?|offers?|supplies|separate\w*|respectively)\b.*"
    r"\b(?:with|to|for|in|from)\b|\b(?:visits?|visiting|tours?|separately|picks)\b|"
    r"\b(?:Gespräche|verhandel\w*|spricht|sprechen|berät|reist|besucht|Abkommen|pourparlers|discute\w*|négoci\w+|se rend|visite|"
    r"conversaciones|negocia|dialoga|viaja|visita|rozmawia\w*|rozmow\w+|negocjuje|odwiedz\w+|umowy|"
    r"переговор\w+|посетит|посещает|обсу\w+|соглашения|обгово\w+|переговори|відвіда\w+|угоди)\b|"
    r"순방|방문|정상회담|각각|차례로|연쇄|논의|협의|分别|先后|商讨|会谈|访问|訪問|歴訪|相次|それぞれ|協議|会談|交渉|"
    r"تبحث|يبحث|محادثات|زيارة|تزور|נפגש|מבקר|שיחות",
    re.IGNORECASE,
)
# Each of several signs with, or gives to, the one.
EACH_WITH: Final = re.compile(
    r"\b(?:pacts|agreements|deals|accords|treaties|MoUs|memoranda|contracts)\b.*\bwith\b|"
    r"\b(?:send|supply|deliver|provide|donate|transfer|give|pledge)\b(?!.*\b(?:signal|message|warning)\b).*\bto\b|"
    r"\b(?:separate\w*|respectively|each|umow\w+|Abkommen|jeweils|acuerdos|przekaż\w*|wyśl\w*|dostarcz\w*|udostępni\w*|liefern|"
    r"передадут|поставят|передадуть|соглашения|угоди)\b|각각|分别|それぞれ",
    re.IGNORECASE,
)
# One thing that one does with several.
ONE_WITH: Final = re.compile(
    r"\b(?:drills?|exercises?|wargames|war games|pact|treaty|partnership|alliance|project|venture|fighter jets?)\s+"
    r"with\s+(?:the\s+)?$|\b(?:develop|co-?develop)\b[^,:;]*\bwith\s+(?:the\s+)?$",
    re.IGNORECASE,
)
# What only all of them can do together.
TOGETHER: Final = _any(
    r"drills?|exercises?|wargames|war games|summit|fighter jets?|jointly|build together|joint venture|consortium|pact with|"
    r"security pact|at once|together|gemeinsam\w*|ensemble|conjoint\w*|conjunt\w+|wspóln\w+|razem|совместн\w+|спільн\w+",
    "연합훈련|합동|공동개발|联合|聯合|合同|共同",
)
# A visit by the newsroom's own, who goes unnamed.
VISITS: Final = re.compile(r"순방|방문|訪問|歴訪")
