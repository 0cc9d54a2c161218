"""Sentences for pairs and roles, written for this suite; each names the linguistic case it stands for."""

from __future__ import annotations

from typing import NamedTuple


class Case(NamedTuple):
    """A title (and a first sentence) with the pairs it tells of."""

    case: str
    title: str
    pairs: str  # space-separated, sorted
    summary: str = ""
    roles: str = ""  # "KR:hub US:bystander": those that are checked


CASES: tuple[Case, ...] = (
    # one hub, spokes joined
    Case("hub with two spokes", "Norway discusses offshore wind with Denmark and Poland", "DK-NO NO-PL", roles="NO:hub"),
    Case("hub with two spokes, comma only", "S. Korea discusses chip cooperation with Israel, Japan", "IL-KR JP-KR", roles="KR:hub IL:partner"),
    Case("hub with three spokes", "Chile signs lithium agreements with Japan, South Korea and Germany", "CL-DE CL-JP CL-KR", roles="CL:hub"),
    Case("hub visits spokes", "Vietnam's prime minister to visit Hungary and Romania", "HU-VN RO-VN", roles="VN:hub"),
    Case("hub on a tour", "Modi heads to Ghana and Namibia for talks on minerals", "GH-IN IN-NA", roles="IN:hub"),
    Case("hub gives aid", "Canada pledges aid to Jamaica and Haiti", "CA-HT CA-JM", roles="CA:hub"),
    Case("hub in the lede", "Ministry widens technology cooperation", "FI-KR KR-SE",
         "South Korea's industry ministry held talks with Finland and Sweden on battery recycling.", "KR:hub"),
    Case("EU as a hub", "EU opens membership talks with Albania and North Macedonia", "AL-EU EU-MK", roles="EU:hub"),
    Case("separate agreements", "Egypt signs separate gas deals with Cyprus and Greece", "CY-EG EG-GR", roles="EG:hub"),
    Case("leader as a hub", "Macron visits Kazakhstan and Uzbekistan to secure uranium", "FR-KZ FR-UZ", roles="FR:hub"),
    Case("spokes by demonym", "Thai minister meets Laotian and Cambodian counterparts for power grid talks", "KH-TH LA-TH", roles="TH:hub"),
    Case("passive: hub agreed with", "Rwanda holds talks with Kenya, Uganda on rail link", "KE-RW RW-UG", roles="RW:hub"),
    # two hubs
    Case("two hubs, one spoke", "Australia and Japan sign pacts with the Philippines", "AU-PH JP-PH"),
    Case("two hubs, treaties", "Sweden and Finland ink defence agreements with the United States", "FI-US SE-US"),
    Case("two hubs, each", "Qatar and Kuwait each sign deals with Turkey", "KW-TR QA-TR"),
    # a pair
    Case("compound subject", "Brazil and Argentina agree to link their power grids", "AR-BR", roles="BR:partner AR:partner"),
    Case("comma for and", "Italy, Albania sign migration deal", "AL-IT"),
    Case("between A and B", "Ferry link between Estonia and Finland to be electrified under new accord", "EE-FI"),
    Case("hyphenated pair", "India-Oman trade pact takes effect", "IN-OM"),
    Case("adjectives with a hyphen", "Polish-Lithuanian energy bridge completed", "LT-PL"),
    Case("prefix", "Franco-German tank project enters next phase", "DE-FR"),
    Case("Sino prefix", "Sino-Pakistani corridor gets new funding", "CN-PK"),
    Case("capitals as subjects", "Seoul and Tokyo agree to resume currency swap", "JP-KR"),
    Case("capital meets demonym", "Ankara signs drone supply contract with Romanian government", "RO-TR"),
    Case("recipient after to", "Norway to deliver gas turbines to Ukraine", "NO-UA"),
    Case("source after from", "Kenya receives wheat shipment from India", "IN-KE"),
    Case("visit", "Indonesia's president arrives in Japan for summit on geothermal energy", "ID-JP"),
    Case("offices", "White House and Downing Street agree joint AI testing", "GB-US"),
    Case("leader with leader", "Takaichi, Albanese sign critical minerals framework", "AU-JP"),
    Case("firm with country", "Rosatom to build second reactor in Hungary", "HU-RU"),
    Case("abbreviations", "UK, UAE launch joint fund for hydrogen", "AE-GB"),
    Case("ministry of", "Ministries of Finance of Latvia and Estonia agree on rail costs", "EE-LV"),
    Case("EU and a country", "EU and Chile sign modernised trade agreement", "CL-EU"),
    Case("Brussels as the EU", "Brussels and Rabat seal fisheries accord", "EU-MA"),
    Case("accession", "Montenegro moves closer to European Union membership", "EU-ME"),
    Case("ratification", "Turkish parliament ratifies defence accord with Azerbaijan", "AZ-TR"),
    # all with all
    Case("trilateral named", "Japan, Philippines and Australia hold trilateral coast guard drill", "AU-JP AU-PH JP-PH", roles="JP:partner"),
    Case("three build together", "Britain, Italy and Japan build fighter jet together", "GB-IT GB-JP IT-JP"),
    Case("joint exercise of three", "Finland, Sweden and Norway begin joint air exercise", "FI-NO FI-SE NO-SE"),
    Case("three-way summit", "Egypt, Jordan and Iraq agree on power link at three-way summit", "EG-IQ EG-JO IQ-JO"),
    # third parties
    Case("to counter", "India and Vietnam deepen naval ties to counter China", "IN-VN", roles="CN:target"),
    Case("with eyes on", "With eyes on China, Japan and India sign satellite pact", "IN-JP"),
    Case("amid the war", "Amid war in Ukraine, Moldova and Romania link their grids", "MD-RO"),
    Case("against", "Estonia and Latvia join forces against Russian sabotage", "EE-LV", roles="RU:target"),
    Case("over a third", "US and Australia agree base upgrade amid tension with China", "AU-US", roles="CN:target"),
    Case("welcomes", "US welcomes Japan-South Korea summit agreement", "JP-KR", roles="US:bystander"),
    Case("hails", "EU hails Serbia-Kosovo deal on number plates", "RS-XK", roles="EU:bystander"),
    Case("criticises", "China criticises Philippines-Japan defence pact", "JP-PH", roles="CN:bystander"),
    Case("host as a mediator", "Qatar hosts Rwanda-Congo peace talks", "CD-RW", roles="QA:mediator"),
    Case("mediates between", "Oman mediates talks between Iran and US", "IR-US", roles="OM:mediator"),
    Case("brokers", "Turkey brokers grain agreement between Somalia and Ethiopia", "ET-SO", roles="TR:mediator"),
    Case("venue after in", "Germany and Poland sign rail agreement in Vienna", "DE-PL", roles="AT:venue"),
    Case("dateline", "India, Bhutan agree on hydropower project", "BT-IN",
         "LONDON, June 3 (Reuters) - India and Bhutan agreed on Tuesday to build a dam."),
    Case("background administration", "Japan's industry ministry in talks with Britain on chips", "GB-JP",
         "The officials discussed how to work with the incoming U.S. administration."),
    Case("currency", "Brazil, China settle soy trade without US dollars", "BR-CN"),
    Case("sea names", "Vietnam, Malaysia agree joint patrols in South China Sea", "MY-VN"),
    # running topics, captions, blocs, lists
    Case("running topic", "Ukraine live briefing: Denmark and Sweden pledge joint howitzer order", "DK-SE"),
    Case("caption names bystanders", "Japan and India sign pact on rare earths", "IN-JP",
         "Prime ministers shake hands in Seoul, South Korea, on May 2, 2024. (Ann Lee/Getty Images)"),
    Case("small bloc", "Aukus partners agree submarine timetable with Australia", "AU-GB AU-US GB-US",
         "The US and UK will base boats in Perth as part of the Aukus pact, Australia said."),
    Case("lede completes the title", "Kenya secures loan for port", "CN-KE",
         "China's Exim Bank will lend the money, the treasury said."),
    Case("lede names whom the title leaves out", "Albanese announces submarine cable plan", "AU-FJ",
         "The prime minister said Australia would lay the cable to Fiji together with Suva's telecom authority."),
    Case("two groups in the lede", "Ministers meet on water", "JO-SY",
         "Jordan agreed with Syria to share the Yarmouk amid threats from drought."),
    Case("ja: each separately", "日本、米国・韓国とそれぞれ外相会談", "JP-KR JP-US", roles="JP:hub"),
    Case("ko: government as an opening", "정부, 캐나다·호주와 핵심광물 협력 각각 협의", "AU-KR CA-KR", roles="KR:hub"),
    Case("two by two", "Portugal and Spain to sign energy accords with Angola and Mozambique", "AO-ES AO-PT ES-MZ MZ-PT"),
    Case("trilateral with its host", "Biden hosts Japan and Philippines for trilateral summit", "JP-PH JP-US PH-US"),
    # Korean
    Case("ko: compound", "한일, 수소 공급망 협력 합의", "JP-KR"),
    Case("ko: middle dot", "한·인도, 조선 협력 양해각서 체결", "IN-KR"),
    Case("ko: hanja pair", "韓日 재계, 배터리 표준 공동 개발", "JP-KR"),
    Case("ko: hub with 와", "한국, 이스라엘·일본과 반도체 기술협력 논의", "IL-KR JP-KR", roles="KR:hub"),
    Case("ko: visits two", "李대통령, 베트남·태국 순방…원전 협력 논의", "KR-TH KR-VN", roles="KR:hub"),
    Case("ko: with after", "정부, 폴란드와 방산 협력 협정 서명", "KR-PL"),
    Case("ko: implied home", "방사청, 노르웨이와 잠수함 공동개발 협의", "KR-NO"),
    Case("ko: two others", "독일·프랑스, 차세대 전차 공동개발 합의", "DE-FR"),
    Case("ko: trilateral", "한미일, 연합 해상훈련 실시", "JP-KR JP-US KR-US"),
    Case("ko: third country's pair", "美·이란, 오만서 핵협상 재개", "IR-US"),
    # Japanese
    Case("ja: compound", "日韓、半導体材料の供給で合意", "JP-KR"),
    Case("ja: with to", "日本、インドと宇宙協力の覚書に署名", "IN-JP"),
    Case("ja: two others", "ドイツとフランス、水素パイプライン建設で合意", "DE-FR"),
    Case("ja: trilateral sign run", "日米豪、共同訓練を開始", "AU-JP AU-US JP-US"),
    # Chinese
    Case("zh: compound", "中法签署核能合作协议", "CN-FR"),
    Case("zh: meets a guest", "李强会见挪威首相", "CN-NO"),
    Case("zh: with tong", "巴西同印度签署生物燃料协议", "BR-IN"),
    Case("zh: visits two", "王毅将访问柬埔寨和老挝", "CN-KH CN-LA", roles="CN:hub"),
    Case("zh: traditional", "日本與菲律賓簽署防衛協定", "JP-PH"),
    # German, French, Spanish, Polish, Russian, Ukrainian, Arabic, Hebrew
    Case("de: compound subject", "Deutschland und Polen unterzeichnen Abkommen zum Bahnausbau", "DE-PL"),
    Case("de: adjectives", "Deutsch-französisches Raketenprojekt beginnt", "DE-FR"),
    Case("de: with", "Österreich vereinbart mit Slowenien gemeinsame Grenzstreifen", "AT-SI"),
    Case("fr: compound subject", "La France et le Maroc signent un accord sur le rail", "FR-MA"),
    Case("fr: with", "Le Japon renforce sa coopération spatiale avec l'Inde", "IN-JP"),
    Case("es: compound subject", "México y Brasil firman un acuerdo sobre biocombustibles", "BR-MX"),
    Case("es: with", "España acuerda con Marruecos un túnel ferroviario", "ES-MA"),
    Case("pl: compound subject", "Polska i Litwa podpisały umowę o połączeniu kolejowym", "LT-PL"),
    Case("pl: instrumental", "Czechy zacieśniają współpracę wojskową ze Słowacją", "CZ-SK"),
    Case("pl: hub", "Norwegia prowadzi rozmowy z Danią i Szwecją o kablach", "DK-NO NO-SE", roles="NO:hub"),
    Case("ru: compound subject", "Казахстан и Узбекистан подписали соглашение о воде", "KZ-UZ"),
    Case("ru: instrumental", "Россия расширит сотрудничество с Вьетнамом в энергетике", "RU-VN"),
    Case("ru: adjectives", "Российско-индийские учения начались у берегов", "IN-RU"),
    Case("uk: compound subject", "Україна та Румунія домовилися про спільне виробництво", "RO-UA"),
    Case("uk: instrumental", "Литва підписала угоду з Латвією про спільну оборону", "LT-LV"),
    Case("ar: prefixed", "السعودية ومصر توقعان اتفاقا للربط الكهربائي", "EG-SA"),
    Case("ar: with", "الأردن يبحث مع العراق مشروع خط أنابيب", "IQ-JO"),
    Case("he: prefixed", "ישראל והודו חתמו על הסכם מים", "IL-IN"),
)  # fmt: skip
