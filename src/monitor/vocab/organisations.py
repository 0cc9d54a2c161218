"""Words that name organisations: heads, list words of ministries, known short names.

Written by hand for the eleven languages that detection reads, 2026-11, from the usual names of
ministries, institutes, agencies, universities and firms; public names, no licensed source.
Pure tables, no behaviour.
"""

from __future__ import annotations


def _words(text: str) -> frozenset[str]:
    return frozenset(text.split())


def _names(text: str) -> frozenset[str]:
    return frozenset(text.split("|"))


# English heads; they take "of/for/on X" to the right and capitalised words to the left.
HEADS = _words(
    "Ministry Department University Institute Institutes Academy Bank Agency Council Commission Authority "
    "Office Bureau Board Chamber Federation Association Organisation Organization Foundation "
    "Centre Center College School Committee Fund Administration Society Laboratory "
    "Laboratories Secretariat Directorate Corporation Consortium Alliance Observatory Hospital "
    "Forum Command Exchange"
)

# Heads that only end a name: firms and their legal forms.
FIRM_HEADS = _words(
    "Corp Inc Ltd Co Company Group Holdings Industries Motors Motor Electronics Technologies "
    "Aerospace Semiconductor Semiconductors Energy Power Petroleum Chemical Chemicals Steel "
    "Shipbuilding Heavy Airlines Airways Pharma Pharmaceuticals Biologics Telecom Systems "
    "Solutions Bancorp GmbH AG SE PLC plc LLC SpA NV Oyj AB"
)

# Words that name the field of a ministry or an institute; only these continue a list
# ("Ministry of Trade, Industry and Energy"), so that "..., Japan and Korea" does not.
FIELD_WORDS = _words(
    "Aeronautics Affairs Aging Agriculture Agricultural Atomic Aviation Business Chemical Child "
    "Civil Climate Coal Commerce Commercial Communications Communication Community Competition "
    "Construction Cooperation Culture Cultural Customs Data Defence Defense Development Digital "
    "Drug Ecology Economic Economics Economy Education Electronics Employment Energy Engineering "
    "Entrepreneurship Environment Equality European Exploration Export External Family Finance "
    "Financial Fisheries Food Foreign Forestry Future Gas Gender Geology Health Heritage Higher "
    "Home Housing Human Humanitarian ICT Industrial Industry Industries Information "
    "Infrastructure Innovation Insurance Intelligence Interior Internal International Investment "
    "Justice Knowledge Labor Labour Land Law Legal Livestock Logistics Marine Maritime Materials "
    "Medical Medicine Metallurgy Migration Mineral Minerals Mines Mining National Natural Naval "
    "New Nuclear Nutrition Ocean Oceans Oil Peace Petroleum Petrochemicals Physics Planning Ports "
    "Power Prevention Public Quantum Radiation Railway Railways Reconstruction Reform Refugees "
    "Regional Regulatory Relations Religious Renewable Research Resources Reunification Rural "
    "SMEs Safety Science Sciences Scientific Security Sea Semiconductor Shipping Social Space "
    "Sport Sports Standards Startups Statistics Steel Strategic Studies Supply Sustainable "
    "Technical Technological Technologies Technology Telecommunications Territorial Textiles "
    "Tourism Trade Training Transport Transportation Treasury Unification Urban Veterans War "
    "Water Welfare Women Works Youth"
)

# Capitalised words that stand before or behind a name and do not belong to it.
NOT_IN_NAMES = _words(
    "The A An This That These Those Its Their His Her Our It He She They We In On At By With From "
    "To For Of And But As After Before When While Under Between Meanwhile Also Both Over Amid "
    "Against During Since Until Via Into About Against Says Said Signs Sign Signed Visits "
    "Visit Meets Meet Joins Join Join Inks Ink Seeks Seek Agrees Agree Launches Launch Opens Open "
    "Wins Win Eyes Urges Urge Holds Hold Plans Plan Sets Set Gets Get Gives Give Backs Back Deal "
    "Deals Talks MoU MOU Pact Agreement Backed Approves Approve Discuss Discusses Unveils Builds "
    "Boost Boosts Expand Expands Strengthen Strengthens Hosts Host Names Calls Warns Announces "
    "Offers Offer Pledges Pledge Provides Provide Sends Send Wants Want Asks Ask Helps Help Tells "
    "Creates Create Starts Start Begins Begin Makes Make Takes Take Considers Faces Leads Lead "
    "Bans Hits Cuts Adds Buys Sells Pays Loses Finds Shows Shares Resumes Resume Restarts "
    "Will May Can Is Are Was Has Have Monday Tuesday Wednesday Thursday Friday Saturday Sunday "
    "January February March April June July August September October November December "
    "President Minister Ministers Prime Premier Chancellor Director Chairman Chairwoman Chair "
    "Chief CEO Secretary Professor Prof Dr Mr Mrs Ms Sir King Queen Prince Emir Sheikh Deputy "
    "Vice Senior Spokesman Spokesperson Spokeswoman Governor Ambassador Envoy General Gen Lt Col "
    "Adm Representative Commissioner Leader Head Officials Official Researchers Scientists "
    "Students Delegation Last Next First Second Later Earlier Now Today Here There How Why What "
    "Who Which All Some Many Several Two Three Four Five Six More Most"
)

# Names that end like organisations and are none, or that publish the news.
NO_ORGANISATIONS = _names(
    "News Agency|Press Agency|Press Association|White House Office|Getting Back|In Office|"
    "Yonhap News Agency|Xinhua News Agency|Anadolu Agency|Box Office|New Energy|Green Energy|"
    "Clean Energy|Nuclear Power|Solar Power|Solar Energy|Wind Power|Renewable Energy|Middle Power|"
    "Steel Group|World Power|Super Power|Atomic Energy|Great Power|New School|High School|"
    "Middle School|Primary School|Security Forum|Stock Exchange|Data Center|Data Centre|"
    "Artificial Intelligence Center|West Bank|Left Bank|Oval Office|Post Office|Home Office Minister"
)

# Short names that news texts use alone.
ACRONYMS = _words(
    # Korea, Japan, China, Taiwan
    "KRICT KETI MOTIE MSIT KAIST KIST KAERI KARI KASA KOTRA KEPCO KHNP KNOC KOGAS KOICA DAPA ADD "
    "KISTI KRISS ETRI GIST UNIST POSTECH KOEN KORAIL KEXIM METI MOFA MEXT JAXA JICA JETRO JBIC "
    "JOGMEC NEDO AIST RIKEN JST JERA NEXI CNSA CNNC CNPC CNOOC NDRC PBOC SMIC CATL BYD CRRC TSMC "
    "UMC ITRI NSTC TAITRA "
    # India, South-East Asia, Gulf, Israel
    "ISRO DRDO DST CSIR BARC HAL BEL BHEL NTPC ONGC GAIL IOCL NPCIL PETRONAS PTT EVN PLN ADNOC "
    "ENEC DEWA IRENA SDAIA KACST PIF QIA MBRSC OPEC MASHAV IAI KAN "
    # Europe and America
    "NASA NOAA DOE DOD DARPA NIST NSF NIH USAID DFC USTR FDA EPA CERN ESA ESO EBRD EIB EDA ECB "
    "CNES CNRS CEA INRIA ONERA DLR KfW GIZ BMWK UKRI DSIT FCDO AUKUS OCCAR ASML IMEC TNO CSIC CDTI "
    "INTA NCBR PGNiG PKP KGHM PGZ IFPEN EDF "
    # International organisations
    "IAEA WHO WTO IMF OECD UNDP UNESCO UNICEF UNHCR FAO WFP ILO ITU ICAO IMO UNIDO UNEP ADB AIIB "
    "AfDB WIPO INTERPOL Europol IRENA ITER"
)

# Firms and bodies that news texts name without a head word.
KNOWN_NAMES = _names(
    "Samsung|SK Hynix|SK hynix|SK On|SK Innovation|LG Energy Solution|LG Chem|LG Display|Hyundai|"
    "Hyundai Rotem|Hanwha|Hanwha Ocean|Hanwha Aerospace|Doosan Enerbility|POSCO|Posco|Naver|Kakao|"
    "Toyota|Honda|Nissan|Sony|Panasonic|Toshiba|Hitachi|Mitsubishi|Sumitomo|Mitsui|Rapidus|Kioxia|"
    "SoftBank|NTT|Renesas|Tokyo Electron|Nippon Steel|Foxconn|Huawei|Alibaba|Tencent|Sinopec|"
    "Tata|Reliance|Adani|Infosys|BrahMos|Mahindra|Aramco|Saudi Aramco|Masdar|Mubadala|QatarEnergy|"
    "Elbit|Rafael|Intel|Nvidia|NVIDIA|Qualcomm|Micron|Microsoft|OpenAI|Google|Amazon|Boeing|"
    "Lockheed Martin|Raytheon|Westinghouse|SpaceX|Tesla|ExxonMobil|Chevron|Airbus|Siemens|"
    "Siemens Energy|Bosch|BASF|Volkswagen|BMW|Infineon|Rheinmetall|ThyssenKrupp|Uniper|RWE|"
    "TotalEnergies|Naval Group|Dassault Aviation|Thales|Safran|Orano|Framatome|Renault|Leonardo|"
    "Fincantieri|Eni|Enel|Repsol|Iberdrola|Indra|Navantia|Saab|Ericsson|Nokia|Equinor|Novo Nordisk|"
    "Vestas|Maersk|Orlen|PKN Orlen|CD Projekt|Rosatom|Roscosmos|Gazprom|Rosneft|Lukoil|Novatek|"
    "Fraunhofer|Max Planck Society|BAE Systems|Rolls-Royce|BP|Shell|Pfizer|Moderna|AstraZeneca|"
    "World Bank|European Central Bank|Bank of Japan|BioNTech"
)

# Korean: names are written together, the head ends the word; longest first when matched.
KOREAN_HEADS: tuple[str, ...] = (
    "연구원", "연구소", "연구재단", "대학교", "과학기술원", "재단", "공사", "공단", "협회",
    "위원회", "진흥원", "평가원", "관리원", "기술원", "시험원", "개발원", "은행", "그룹", "전자",
    "중공업", "자동차", "에너지솔루션", "하이닉스", "디스플레이", "에어로스페이스", "조선해양",
    "홀딩스", "항공우주청", "우주항공청", "방위사업청", "특허청", "기상청", "관세청", "산림청",
    "개발청", "국제협력단", "무역투자진흥공사", "상공회의소", "학회", "진흥공단", "센터",
)  # fmt: skip
KOREAN_MINISTRIES: tuple[str, ...] = (
    "산업통상자원부", "산업통상부", "산업부", "과학기술정보통신부", "과기정통부", "기획재정부",
    "외교부", "국방부", "통일부", "농림축산식품부", "농식품부", "보건복지부", "복지부", "환경부",
    "고용노동부", "국토교통부", "국토부", "해양수산부", "해수부", "중소벤처기업부", "중기부",
    "문화체육관광부", "문체부", "교육부", "행정안전부", "법무부", "기후에너지환경부",
    "외무성", "경제산업성", "경산성", "방위성", "문부과학성", "국토교통성", "농림수산성", "재무성",
    "국무부", "상무부", "재무부", "에너지부", "국방성", "외교안보부", "전쟁부",
)  # fmt: skip
KOREAN_PARTICLES = "은는이가을를의과와도에로및나만까측등"

# Japanese and Chinese heads; the name is the run of ideographs (katakana, Latin) before them.
JAPANESE_HEADS: tuple[str, ...] = (
    "大学院大学", "大学", "研究所", "研究機構", "研究開発機構", "機構", "財団", "株式会社", "公社",
    "銀行", "協会", "委員会", "センター", "グループ", "連合会", "省", "庁",
)  # fmt: skip
CHINESE_HEADS: tuple[str, ...] = (
    "大学", "大學", "研究院", "研究所", "科学院", "工程院", "公司", "集团", "集團", "银行", "銀行",
    "委员会", "委員會", "协会", "協會", "基金会", "基金會", "总局", "總局", "航天局", "能源局",
    "实验室", "商会", "组织", "管理局",
)  # fmt: skip
CHINESE_MINISTRIES: tuple[str, ...] = (
    "外交部", "商务部", "商務部", "国防部", "國防部", "科技部", "科学技术部", "教育部", "财政部",
    "財政部", "工信部", "工业和信息化部", "农业农村部", "交通运输部", "生态环境部", "自然资源部",
    "文化和旅游部", "经济产业省", "產業通商資源部", "产业通商资源部", "外务省", "防卫省", "国务院",
    "國務院", "经济部", "經濟部", "能源部", "国家发展改革委", "发改委", "海关总署", "卫生部",
    "国家卫健委", "国务部", "財務部", "贸易部", "贸易和工业部", "贸工部",
)  # fmt: skip
# The endings of those who publish the news.
PUBLISHERS = ("News Agency", "Press Agency", "Press Association", "News Network", "Daily")

# A Chinese name does not reach back over these: verbs, prepositions, conjunctions, counters.
CHINESE_BREAKS = "与和及同在对向由了的是将从到跟把被让给等就为以于至访晤见说称赴家所个位名该各本某这那其两应推动席加强年届关出"
NOT_BEFORE_HEADS = _words("同 各 両 全 当 本 該 该 两 兩 这 那 某 每 諸 双 一")
