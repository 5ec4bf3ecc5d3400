"""Names, titles, accounts and small things of which the messages of the corpus are made. Everybody is invented."""

from __future__ import annotations

NAMES: list[tuple[str, str]] = [
    *[("Jane", "Doe"), ("Bill", "Smith"), ("Tom", "Ray"), ("Sarah", "O'Connor"), ("Seán", "Ó Briain")],
    *[("Anne-Marie", "Dubois"), ("François", "Lefèvre"), ("Chloé", "de la Fontaine"), ("Jürgen", "Müller")],
    *[("Uwe", "Groß"), ("Pieter", "van der Berg"), ("Sanne", "de Vries"), ("María", "García López")],
    *[("José", "Núñez"), ("João", "da Silva"), ("Inês", "Ferreira"), ("Giulia", "Di Marco"), ("Luca", "Rossi")],
    *[("Søren", "Ågård"), ("Åsa", "Lindström"), ("Łukasz", "Wójcik"), ("Agnieszka", "Kowalska-Nowak")],
    *[("Jiří", "Dvořák"), ("Zoltán", "Szabó"), ("Ayşe", "Y\u0131lmaz"), ("Emre", "Öztürk"), ("Nguyễn", "Văn An")],
    *[("Priya", "Raman"), ("Arjun", "Mehta"), ("Wei", "Zhang"), ("Mei-Ling", "Chen"), ("Hiroshi", "Tanaka")],
    *[("Min-jun", "Kim"), ("Ahmed", "Al-Sayed"), ("Fatima", "bint Rashid"), ("Omar", "Haddad"), ("Noa", "Levi")],
    *[("Chinwe", "Okafor"), ("Kwame", "Mensah"), ("Thandi", "Nkosi"), ("Amina", "Diallo"), ("Siti", "Rahayu")],
    *[("J. R.", "Watkins"), ("Mary K.", "Holt"), ("Ngozi", "McAllister"), ("Dmitri", "Volkov"), ("Ana", "Horvat")],
    *[
        ("Bob", "Mills"),
        ("Grace", "Hope"),
        ("Will", "Young"),
        ("April", "May"),
        ("Frank", "Stone"),
        ("Saskia", "ten Have"),
    ],
]
"""Given and family names, as their owners write them. Some are English words too, as real ones are."""

PLAIN_NAMES = [
    *[("Jane", "Doe"), ("Bill", "Smith"), ("Priya", "Raman"), ("Hiroshi", "Tanaka"), ("Chinwe", "Okafor")],
    *[("Luca", "Rossi"), ("Omar", "Haddad"), ("Dmitri", "Volkov"), ("Thandi", "Nkosi"), ("Ana", "Horvat")],
]
"""Names that an address first.last spells exactly: no address tells of an accent."""

OTHER_SCRIPTS: list[tuple[str, str, str]] = [
    ("Иван Петров", "финансовый директор", "ivan.petrov"),
    ("Ольга Смирнова", "директор по закупкам", "o.smirnova"),
    ("Тарас Шевченко", "генеральный директор", "t.shevchenko"),  # noqa: RUF001  # Cyrillic it is
    ("Γιώργος Παπαδόπουλος", "Οικονομικός Διευθυντής", "giorgos.papadopoulos"),
    ("Ελένη Νικολάου", "Διευθύντρια Πωλήσεων", "eleni.nikolaou"),
    ("王小明", "财务总监", "xm.wang"),
    ("李娜", "采购经理", "na.li"),
    ("田中太郎", "購買部長", "tanaka"),
    ("佐藤 花子", "取締役", "h.sato"),
    ("김민수", "구매팀장", "mskim"),
    ("محمد العلي", "المدير المالي", "m.alali"),
    ("سارة حداد", "مدير المشتريات", "sara.haddad"),
    ("राज पटेल", "मुख्य वित्तीय अधिकारी", "raj.patel"),
    ("דוד לוי", "מנהל כספים", "david.levi"),
]
"""Name, title and the part before the @ of somebody who writes in another script."""

TITLES = [
    *["CFO", "CEO", "CTO", "CIO", "CISO", "COO", "Head of Procurement", "Head of IT", "VP Sales", "VP of Operations"],
    *["Director of Finance", "Procurement Manager", "Senior Buyer", "IT Manager", "General Counsel", "Controller"],
    *["Plant Manager", "Chief Information Officer", "SVP Operations", "Regional Sales Manager", "Head of Legal"],
    *["Vice President Engineering", "Supply Chain Director", "Treasurer", "Purchasing Director", "Managing Director"],
    *["Head of Product Security", "Director, Supply Chain", "Founder & CEO", "Project Manager", "Data Architect"],
]
GERMAN_TITLES = [
    *["Geschäftsführer", "Einkaufsleiterin", "Leiter Einkauf", "Leiterin Finanzen", "Vertriebsleiter"],
    *["Kaufmännischer Leiter", "Finanzvorstand", "IT-Leiter", "Prokuristin"],
]
FRENCH_TITLES = [
    *["directeur financier", "directrice des achats", "DAF", "PDG", "DSI", "responsable achats"],
    *["Directrice générale", "acheteuse"],
]
SPANISH_TITLES = [
    *["director financiero", "directora de compras", "Gerente de ventas", "Jefa de compras", "Director general"],
    *["responsable de compras", "gerente de TI"],
]

ACCOUNTS: list[tuple[str, str]] = [
    *[("Acme", "acme.com"), ("Acme Corp", "acme.com"), ("Globex", "globex.com"), ("Initech GmbH", "initech.de")],
    *[("Umbrella & Co", "umbrella.co"), ("Vandelay Industries", "vandelay.com"), ("Nordwind AG", "nordwind.de")],
    *[("Wonka Foods", "wonkafoods.com"), ("Tyrell", "tyrell.io"), ("Cyberdyne Systems", "cyberdyne.net")],
    *[("Fabrikam", "fabrikam.com"), ("Contoso Ltd", "contoso.co.uk"), ("Bank of Ruritania", "bor.ru")],
    *[
        ("Banco Verde", "bancoverde.es"),
        ("Maison Lumière", "maison-lumiere.fr"),
        ("Kobayashi Heavy Industries", "khi.jp"),
    ],
    *[("Johnson & Finch", "johnsonfinch.com"), ("KLQ", "klq.com"), ("7Seas Logistics", "7seas.com")],
    *[("Aurora Biotech", "aurora.bio"), ("Zorin", "zorin-group.com"), ("Søndergaard A/S", "soendergaard.dk")],
    *[("Marín Hermanos S.A.", "marinhermanos.es"), ("Blue Harbor", "blueharbor.com"), ("eTonic", "etonic.com")],
    *[("Ravi Motors", "ravimotors.in"), ("Kestrel", "example.org"), ("Palisade Insurance", "palisade.com")],
]
"""Name and mail domain."""

FREE_MAIL = ["gmail.com", "outlook.com", "qq.com"]
OURS = "ours.example"
COLLEAGUES = [("Raj Patel", "raj"), ("Mia Wong", "mia.wong"), ("Ben Ito", "ben"), ("Ana Ortiz", "ana.ortiz")]
"""Name and the part before the @ of our own people."""

ROLES = ["info", "sales", "noreply", "no-reply", "support", "billing", "accounts.payable", "office", "hr"]
WEEKDAYS = ["Monday", "Tuesday", "Wednesday", "Thursday", "Friday"]
MONTHS = ["January", "March", "April", "May", "June", "October"]
PLACES = ["Berlin", "New York", "San Francisco", "Paris", "Cape Town", "Buenos Aires", "Hong Kong", "London", "Tokyo"]
EVENTS = ["Hannover Messe", "Web Summit", "Dreamforce", "CES", "Mobile World Congress", "the trade fair"]
PRODUCTS = ["Google Cloud", "Data Hub", "Power BI", "Salesforce", "Project Falcon", "Release Train", "Azure DevOps"]
PHONES = ["+44 20 7946 0958", "030 123456-78", "(212) 555-0147", "<tel:+33142685300|+33 1 42 68 53 00>"]

# What only the templates kept apart use: a list of words that grew on the pools above must not flatter the reader.
HELD_OUT_NAMES: list[tuple[str, str]] = [
    *[("Helen", "Marsh"), ("Rupert", "Ashdown-Cole"), ("Kofi", "Boateng"), ("Yuki", "Nakamura"), ("Lakshmi", "Iyer")],
    *[
        ("Björn", "Håkansson"),
        ("Mette", "von Stauffen"),
        ("Rachel", "D'Angelo"),
        ("Tiago", "dos Santos"),
        ("Ioana", "Popescu"),
    ],
    *[
        ("Carlos", "Ruiz Peña"),
        ("Mohammed", "El Amrani"),
        ("Xiaoyu", "Liu"),
        ("Olu", "Adeyemi"),
        ("Kateřina", "Novotná"),
    ],
    *[
        ("Joy", "Banks"),
        ("Rose", "Field"),
        ("Hugo", "T. Brandt"),
        ("Femke", "ter Horst"),
        ("Mark", "Best"),
        ("Paula", "New"),
        ("Léa", "Saint-Martin"),
    ],
]
HELD_OUT_ACCOUNTS: list[tuple[str, str]] = [
    *[("Silverlake Dairy", "silverlake.com"), ("Orion", "orion.example"), ("Brightwater Holdings", "brightwater.com")],
    *[
        ("Quantum Leap Labs", "qll.io"),
        ("Ferrum SE", "ferrum.eu"),
        ("Casa Marengo", "casamarengo.it"),
        ("TPX", "tpx.com"),
    ],
    *[("Hudson & Vale LLP", "hudsonvale.com"), ("Crimson Peak", "crimsonpeak.com"), ("Deltaform B.V.", "deltaform.nl")],
    *[("Lindqvist Bygg AB", "lindqvist.se"), ("Pinecrest", "mypinecrest.com"), ("Société Arvor", "arvor.fr")],
]
HELD_OUT_TITLES = [
    *["CFO", "CRO", "Chief of Staff", "VP Engineering", "Head of Facilities", "Category Manager", "Legal Director"],
    *["Director of Sourcing", "Deputy CIO", "Warehouse Manager", "Senior Vice President, Operations", "Owner"],
    *["Enterprise Architect", "Head of Data & Analytics", "Group Treasurer", "Office Manager", "President"],
]
HELD_OUT_PLACES = ["Lisbon", "San Diego", "Munich", "Kuala Lumpur", "Rio de Janeiro", "Warsaw"]
HELD_OUT_PRODUCTS = ["Teams Rooms", "Kubernetes", "Apollo Studio", "Sales Navigator", "Sprint Planning Tool"]
