"""Our own sentences: one day of news of one pair. Each group is a pair's day, each event has tellings.

Tellings of one event are one story; all else must stay apart, though pair, day and often the words
of cooperation are the same.
"""

from __future__ import annotations

Text = tuple[str, str]  # title, summary
Event = tuple[Text, ...]

DAYS: dict[str, tuple[Event, ...]] = {
    "JP-KR": (
        (
            ("South Korea, Japan launch joint research on chip and battery materials",
             "The two countries began a five-year project on fine chemicals for semiconductors."),
            ("Seoul and Tokyo kick off joint development of semiconductor and battery materials",
             "A joint research project on chemicals for chips and batteries started on Tuesday."),
        ),
        (
            ("South Korea and Japan hold annual finance dialogue",
             "The finance ministers discussed exchange rates and regional safety nets in Tokyo."),
            ("Finance ministers of Japan, South Korea meet in Tokyo over currency moves",
             "The ministers shared concern about the yen and the won at their yearly finance dialogue."),
        ),
        (
            ("Twenty years of the Korea-Japan tax treaty: a look back",
             "How the double taxation accord between the two neighbours came about."),
        ),
        (
            ("South Korea discusses AI and chip research with Israel and Japan",
             "The industry ministry met officials of Israel and Japan on joint artificial intelligence projects."),
            ("Seoul in talks with Israel, Japan on AI and semiconductor research projects",
             "South Korea's industry ministry discussed artificial intelligence research with both countries."),
        ),
        (
            ("Japan and South Korea to exchange 500 high school students this summer",
             "A youth exchange programme resumes after four years."),
            ("Korea-Japan youth exchange resumes with 500 high school pupils",
             "High schools in both countries will host students this summer for the first time in four years."),
        ),
        (
            ("South Korea protests to Japan over textbook claims on islets",
             "Seoul summoned a Japanese diplomat over the wording in school textbooks."),
        ),
        (
            ("Coast guards of South Korea and Japan conduct joint search and rescue drill",
             "Patrol ships practised rescuing a ferry in the Korea Strait."),
            ("Korean and Japanese coast guards practise ferry rescue in the strait",
             "The search and rescue drill of the two coast guards involved six patrol ships."),
        ),
    ),
    "CN-US": (
        (
            ("US and China agree to resume military-to-military hotline",
             "Defence officials said the communication channel will reopen this month."),
            ("China, US to reopen military hotline after two-year break",
             "The two militaries will restore their direct line within weeks, defence officials said."),
        ),
        (
            ("China buys 500,000 tonnes of US soybeans in first big order of the year",
             "Traders said state buyers booked cargoes for autumn shipment."),
            ("State buyers in China book half a million tonnes of American soybeans",
             "It is the year's first large soybean purchase, traders said."),
        ),
        (
            ("US adds ten Chinese chip firms to export blacklist",
             "The Commerce Department said the firms helped the Chinese military."),
            ("Washington blacklists ten Chinese semiconductor companies",
             "The US Commerce Department put the chip firms on its entity list over military ties."),
        ),
        (
            ("US, Chinese climate envoys meet in Beijing ahead of UN conference",
             "The envoys talked about methane and coal power."),
            ("Climate envoys of China and the United States hold talks on methane",
             "Coal and methane were on the table when the two envoys met in Beijing."),
        ),
        (
            ("US and Chinese universities renew student exchange accord",
             "Twelve universities signed a five-year extension of the exchange of students."),
        ),
        (
            ("American and Chinese scientists launch joint cancer vaccine trial",
             "Hospitals in Boston and Shanghai enrolled the first patients."),
        ),
    ),
    "IN-JP": (
        (
            ("Japan to lend India 300 billion yen for Mumbai-Ahmedabad bullet train",
             "The loan agreement for the high-speed railway was signed in New Delhi."),
            ("India, Japan sign 300 billion yen loan for bullet train project",
             "Tokyo finances another part of the Mumbai-Ahmedabad high-speed rail line."),
        ),
        (
            ("India and Japan start naval exercise in Bay of Bengal",
             "Warships and submarines of both navies take part in the six-day drill."),
            ("Japanese, Indian navies begin six-day exercise in the Bay of Bengal",
             "The drill includes destroyers and submarines."),
        ),
        (
            ("Japan, India agree on semiconductor supply chain partnership",
             "The ministers signed a memorandum on chip design and talent."),
            ("Tokyo and New Delhi sign chip supply chain memorandum",
             "Japan and India will share talent for semiconductor design."),
        ),
        (
            ("Suzuki to build electric cars in India for export to Japan",
             "The carmaker will ship vehicles from its Gujarat plant from next year."),
        ),
        (
            ("India and Japan hold foreign ministers' talks on Indo-Pacific security",
             "The ministers discussed maritime security and the Quad in Tokyo."),
        ),
    ),
    "IL-US": (
        (
            ("US approves sale of precision bombs to Israel",
             "The State Department notified Congress of the weapons package."),
            ("Washington clears precision-guided bomb sale to Israel",
             "Congress was notified by the State Department of the weapons deal."),
        ),
        (
            ("Israel and US test laser interceptor in Negev desert",
             "The joint trial destroyed drones and rockets, the defence ministry said."),
            ("Joint US-Israeli laser interceptor test shoots down drones",
             "The trial in the Negev was a success, Israel's defence ministry said."),
        ),
        (
            ("US hospital chain opens innovation centre in Tel Aviv",
             "The centre will test Israeli medical startups' devices."),
        ),
        (
            ("Israel, US sign visa waiver agreement",
             "Israelis will be able to travel to the United States without a visa from November."),
            ("Israel admitted to US visa waiver programme",
             "From November Israelis can enter the United States without visas under the agreement."),
        ),
    ),
    "DE-FR": (
        (
            ("France and Germany agree on next phase of joint tank project",
             "The defence ministers divided the work on the main battle tank among firms."),
            ("Berlin, Paris settle work shares for common battle tank",
             "German and French defence ministers agreed who builds what of the tank."),
        ),
        (
            ("Germany and France to build hydrogen pipeline from Marseille",
             "The energy ministers want the pipeline to carry green hydrogen by 2030."),
            ("Franco-German hydrogen pipeline planned by 2030",
             "A pipeline from Marseille is to carry green hydrogen to Germany, the energy ministers said."),
        ),
        (
            ("French and German police arrest gang in joint raid on cash machine bombers",
             "Twelve suspects were held in Lyon and Cologne."),
        ),
        (
            ("Direct high-speed train between Paris and Berlin starts in December",
             "The railways of both countries run one train a day in each direction."),
            ("Paris-Berlin direct high-speed service to begin in December",
             "Deutsche Bahn and SNCF will run a daily train each way."),
        ),
    ),
    "AE-KR": (
        (
            ("South Korea and UAE sign trade agreement removing most tariffs",
             "The comprehensive economic partnership agreement was signed in Seoul."),
            ("UAE, South Korea seal CEPA trade pact, scrapping tariffs on most goods",
             "The economic partnership agreement was signed by the trade ministers in Seoul."),
        ),
        (
            ("Abu Dhabi fund to invest $6 billion in South Korean firms",
             "Mubadala named bio, energy and gaming companies."),
            ("Mubadala earmarks $6 billion for investments in South Korea",
             "The Abu Dhabi fund looks at energy, bio and game companies."),
        ),
        (
            ("Fourth reactor of Barakah nuclear plant begins operation",
             "The unit built by South Korea's KEPCO in the UAE supplies a quarter of its power."),
            ("UAE's Korean-built Barakah nuclear plant fully running with fourth reactor",
             "KEPCO's last unit in the Emirates started commercial operation."),
        ),
        (
            ("Korean hospital to run cancer centre in Dubai",
             "Seoul's university hospital won a five-year contract in the UAE."),
        ),
    ),
    "AU-PH": (
        (
            ("Australia and Philippines hold largest joint military exercise",
             "More than 3,500 troops practise amphibious landings in Palawan."),
            ("Philippines, Australia begin biggest-ever joint drills",
             "Amphibious landings in Palawan involve 3,500 soldiers."),
        ),
        (
            ("Australia pledges $20 million for Philippine peace process in Mindanao",
             "The aid supports schools and policing in Bangsamoro."),
        ),
        (
            ("Australian universities to open campus in Manila",
             "An education agreement lets foreign universities teach in the Philippines."),
        ),
        (
            ("Manila and Canberra sign nickel processing deal",
             "Australia's miner will build a nickel refinery in the Philippines."),
            ("Australian miner to build nickel refinery in Philippines",
             "The critical minerals deal was signed in Manila."),
        ),
    ),
    "EU-GB": (
        (
            ("UK to rejoin EU's Horizon research programme",
             "London and Brussels agreed on the payment for the science fund."),
            ("Britain back in Horizon science scheme after deal with Brussels",
             "The EU and UK settled how much London pays for research funding."),
        ),
        (
            ("EU and Britain agree rules for electric car tariffs until 2027",
             "Carmakers get three more years before battery origin rules apply."),
            ("Brussels, London delay electric vehicle tariffs to 2027",
             "Rules of origin for batteries will not apply for another three years."),
        ),
        (
            ("UK and EU open talks on youth mobility scheme",
             "The plan would let people under 30 live and work across the Channel."),
        ),
        (
            ("Frontex and Britain sign agreement against people smuggling",
             "The EU border agency will share intelligence on small boats with UK."),
            ("UK signs small boats deal with EU border agency Frontex",
             "The agreement lets Britain and Frontex share intelligence on smugglers."),
        ),
        (
            ("Gibraltar: EU and UK say post-Brexit treaty is close",
             "The foreign ministers met in Brussels over the border with Spain."),
        ),
    ),
}  # fmt: skip
