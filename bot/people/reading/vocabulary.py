"""Words that tell what other words are: connectives, honorifics, what is never part of a person's name.

All folded (see `models.keys.fold`). The lists are short on purpose: what is not sure is left alone by the rules anyway.
"""

from __future__ import annotations

from nameparser.config.particles import PARTICLES


def words_of(text: str) -> frozenset[str]:
    """The words of a text, folded."""
    return frozenset(text.casefold().split())


DASHES = "-\u2010\u2011\u2013\u2014\u2212"
"""What people type for a dash."""


NAME_PARTICLES = (frozenset(one.rstrip("-'\u2019") for one in PARTICLES) | words_of("y zu el bint ten")) - words_of(
    # ... without those that are more often words of a sentence.
    "at as an do op es et auf en ed e af av ad aan te tho"
)
"""Small words inside names (`van der`, `de la`, `bint`)."""

HONORIFICS = words_of(
    "mr mrs ms miss mx dr prof professor sir dame herr herrn frau hr fr mme mlle madame monsieur sr sra srta "
    "señor señora don doña signor signora dott ing dipl-ing \u0433-\u043d \u0433-\u0436\u0430 кириос"
)
"""Said before a name and no part of it."""

DEGREES = words_of("phd mba msc bsc esq cpa pmp cfa md dphil jd llm")
"""Said behind a name and no part of it."""

AT = words_of("at from of bei von beim vom chez de du en di da della van bij em \u0438\u0437 \u0432 @")
"""What joins a person or a title to an account."""
AT_AFTER_TITLE = AT | words_of("for with für pour para per")
"""The same, where a title stands before it."""
PLACE_TOO = words_of("at en bei in @")
"""Those of them that may as well name a place or an event behind `met`."""

MET = words_of(
    "lunch dinner coffee breakfast drinks beer mittagessen kaffee treffen déjeuner dîner café comida cena "
    "pranzo caffè koffie met meet meeting saw see ran bumped traf treffe getroffen rencontré vu conocí visto "
    "incontrato mett"
)
"""Words behind which `at` may name a place or an event."""
DIRECT = words_of(
    "met meet meets meeting know knows knew known saw called phoned rencontré rencontre vu traf treffe kenne "
    "kennt connais connaît conozco conoce introduce introduced conocí introducing"
)
"""Verbs that take a person directly."""
WITH = words_of("with to mit avec con à a au com z \u0441 into from an zu than")
"""Prepositions that join a meeting to a person."""
MEETING = words_of(
    "met meet meeting meetings spoke speak speaking speaks talked talking talk call calls called lunch dinner "
    "breakfast coffee chat chatted demo connected intro introduction introduced introduce caught catch sync "
    "ran bumped heard email mail wrote written session workshop drinks beer touch treffen termin gespräch "
    "telefonat telefoniert gesprochen getroffen mittagessen anruf kaffee appel réunion rendez-vous rencontre "
    "déjeuner dîner dej café parlé échange discuté reunión llamada hablé hablado comida cena conocí conozco "
    "videollamada reunido pranzo riunione chiamata caffè parlato koffie gesprek gesproken afspraak lunchte "
    "reunião conversa almoço know knows"
)
"""Words that say somebody was met or spoken with."""

FILLERS = words_of(
    "is the a an their its new now ist die der dort unser la le el est es l' currently je jetzt leur "
    "su nuevo nueva who she he they sie er elle il ella él there là allí maybe lei lui è zij hij"
)
"""What may stand between a person and their title."""
PRONOUNS = words_of("she he they sie er elle il ella él her his their ihre seine son sa su lei lui")
OURS = words_of("our my unser unsere unserer mein meine meiner notre nos mon ma nuestro nuestra mi nostro nostra")
"""What makes the person behind it one of us: `our CFO Jane Doe`."""
COLLEAGUE = words_of(
    "colleague colleagues teammate coworker co-worker kollege kollegin collègue compañero compañera boss"
)
NOT_ANY_MORE = words_of(
    "former formerly ex previously then past was were not no isn't wasn't never ehemaliger ehemalige ehemals "
    "früher war nicht ancien ancienne anciennement pas exdirector antiguo antigua anterior era used vacant "
    "retired outgoing fired left"
)
"""A title behind these is nobody's now."""
MOVED = words_of("moved moves moving switched switches went goes changed back")
NO_PERSON_BEHIND = words_of("the this not no than instead at joined joins left leaves works worked")
"""What stands before companies, and before whom nobody speaks of as met."""
REPLACED = words_of("replaced replaces replacing succeeds succeeded ersetzt remplace reemplaza")
"""Whoever stands behind these has left."""
UNTIL = words_of("until till bis hasta jusqu'à jusqu'au fino")
GROUP = words_of(
    "team teams people folks group office guys account deal rollout role position job opening candidate search "
    "seat project meeting release plan renewal contract event conference booth org department demo tool "
    "product update"
)
"""A run of capitals before these names no person."""
BOTH = words_of("both all beide alle tous toutes deux ambos ambas todos entrambi")
AND = words_of("and und et y e en & plus sowie och")
MAIL_WORDS = words_of("mail email e-mail address adresse correo mailadresse indirizzo")

HEADERS_SKIPPED = words_of(
    "subject betreff objet asunto oggetto onderwerp date datum fecha data sent gesendet envoyé enviado inviato "
    "verzonden re aw"
)
HEADERS_OF_PEOPLE = words_of("from to cc bcc von an de à para da reply-to kopie")

STARTERS = words_of(
    "hi hello hey dear thanks thank thx best kind regards good great nice cheers sorry please fyi ps yes no ok "
    "okay and or but the this that these those our their my your his her its we i you he she they it who whom "
    "what when where why how does did do is are was were has have had will can could should would may might "
    "must let let's lets if then so also just not only some any anybody anyone everybody somebody everyone "
    "nobody all both each with from to at of in on by for about into via per re see saw met mett meet meeting "
    "spoke speak talked talk call called got send sent write wrote ask asked ping tell told ran bumped lunch "
    "dinner coffee breakfast chat demo intro introduction introduce know knows new next last first today "
    "yesterday tomorrow now later again here there attendees present minutes notes participants contacts "
    "contact lead name title company email mail address phone mobile tel fax cell role position subject date "
    "forwarded message begin quick update follow following heard happy welcome congrats congratulations "
    "looking according wrong right habe hab heute gestern mit von bei treffen termin gespräch telefonat frau "
    "herr herrn hallo viele liebe freundlichen grüße grüßen gruß und oder auch bitte danke der die das ein "
    "eine wir ich sie er es rencontré rencontre appel réunion avec chez bonjour merci cordialement et ou le la "
    "les un une nous je déjeuner petit conocí reunión llamada hablé comida con en hola gracias saludos y o el "
    "los las una nosotros yo su pranzo riunione ciao cordiali saluti koffie gesprek monday tuesday wednesday "
    "thursday friday saturday sunday montag dienstag mittwoch donnerstag freitag samstag sonntag lundi mardi "
    "mercredi jeudi vendredi lunes martes miércoles jueves viernes january february march july september "
    "october november december januar februar märz juli oktober dezember janvier février avril juillet août "
    "enero febrero abril mon tue wed thu fri sat sun jan feb mar apr jun jul aug sep oct nov dec source cc bcc "
    "fwd fw ms mr mrs dr prof mme mentioned says said asks thinks introduced cordially sincerely yours warm "
    "warmest"
)
"""Capitalised because a sentence starts there, or a month or a day: they end a name and are no part of one."""
ONLY_AT_START = words_of("will may can hope mark grace joy see")
"""Of those, and of like ones, what people are also called: they end a name only where a sentence starts."""

ORG_WORDS = words_of(
    "inc ltd llc llp corp corporation co company gmbh ag kg ohg se sa s.a s.a. sas sarl srl spa s.p.a. bv b.v. "
    "nv n.v. ab as a/s oy plc pty pte kk ug ev group gruppe groupe holding holdings bank banco banque banca "
    "industries industrial systems solutions services technologies technology tech labs laboratories software "
    "foods food motors logistics insurance assurances versicherung pharma biotech energy partners associates "
    "consulting capital ventures media networks telecom airlines airways university universität institute "
    "foundation ministry traders trading maison casa hermanos société hospital clinic stadtwerke werke bau "
    "bygg dairy college school council agency electric steel chemicals engineering robotics analytics health "
    "healthcare retail stores supermarkets hotels hotel airport properties estates harbor harbour"
)
"""Words of company names: a run of capitals with one of them names no person."""

BRANDS = words_of(
    "google microsoft amazon salesforce hubspot slack zoom github gitlab linkedin apple meta openai oracle sap"
)
"""Companies whose products are talked of as well: an account where a word says so ("CEO of Apple"), else a thing."""
LIKE_PEOPLE = frozenset(
    (
        *(
            "morgan stanley",
            "goldman sachs",
            "wells fargo",
            "merrill lynch",
            "charles schwab",
            "hugo boss",
            "eli lilly",
        ),
        *("philip morris", "rolls royce", "booz allen", "thomas cook", "louis vuitton", "calvin klein", "john deere"),
        *(
            "warner bros",
            "baker hughes",
            "harley davidson",
            "mercedes benz",
            "credit suisse",
            "kraft heinz",
            "jp morgan",
        ),
        *("rio tinto", "air liquide", "best buy", "home depot", "american express", "burger king", "red bull"),
        *("coca cola", "standard chartered", "virgin atlantic", "santa claus", "john lewis", "ernst young", "kpmg"),
    )
)
"""What looks like a person's name and is a company's, or nobody's."""

ORG_BEGINS = words_of("bank banco banque banca maison casa société sociedad grupo gruppo groupe universität université")
"""Those that also begin one."""
GO_ON_WITH_OF = words_of("bank university house institute ministry banco banque universidad ministerio universität")
"""Those behind which a company name goes on with "of"."""

PLACES = words_of(
    "berlin hamburg munich münchen frankfurt cologne köln vienna wien zurich zürich geneva paris lyon london "
    "manchester dublin madrid barcelona lisbon lisboa porto rome roma milan milano amsterdam rotterdam "
    "brussels copenhagen stockholm oslo helsinki warsaw prague budapest bucharest athens istanbul moscow kyiv "
    "york francisco angeles chicago boston seattle austin dallas houston denver atlanta miami toronto "
    "vancouver montreal mexico bogotá lima santiago aires janeiro paulo são tokyo osaka seoul beijing shanghai "
    "shenzhen hong kong singapore taipei bangkok jakarta manila mumbai delhi bangalore bengaluru chennai "
    "hyderabad dubai abu dhabi riyadh doha cairo lagos nairobi johannesburg cape town sydney melbourne "
    "auckland san diego jose los las vegas rio kuala lumpur germany deutschland france spain españa italy "
    "italia portugal uk england scotland wales ireland usa us america americas canada brazil argentina chile "
    "japan china india korea australia africa europe asia emea dach apac latam nordics benelux eu buenos north "
    "south east west new washington hannover"
)
"""Where people meet; as capitals they are neither names nor accounts. (San, José and like words are names as well.)"""

THINGS = words_of(
    "cloud project product release train data hub power bi sales marketing business customer success review "
    "plan quarterly price list processing agreement forecast pricing excel azure aws teams word outlook "
    "sharepoint jira confluence devops world congress summit conference expo messe fair forum web mobile "
    "dreamforce ces black cyber christmas easter year morning afternoon evening night steering committee board "
    "service level support platform suite studio pro enterprise edition beta alpha tool kubernetes docker "
    "linux windows android iphone erp crm api sdk rfp rfq sow nda msa poc roi kpi okr q1 q2 q3 q4 gdpr iso soc "
    "financial times journal street road avenue straße strasse purple blue green red silver gold security "
    "questionnaire next actions agenda offer angebot budget demo invoice purchase order statement work center "
    "centre tower team department quarter roadmap backlog kickoff"
)
"""Words of products, places of work and papers: a run of capitals with one of them names no person."""
