"""Where a job title stands in a row of words.

The table of known titles (`bot.network.titles`) comes first; then the shapes titles have: a rank, functions and a head
noun ("Senior Procurement Manager"), or a head and its functions ("Head of Data & Analytics", "VP Sales").
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from functools import cache

from bot.network.titles import known_title, title_words
from bot.people.reading.vocabulary import GROUP, words_of

_ACRONYMS = words_of("ceo coo cfo cto cio ciso cmo cro cpo chro cdo clo cso cco cao cxo daf pdg dsi drh dg")
_HEADS = words_of(
    "head vp svp evp avp director directrice directora directeur direktor direktorin leiter leiterin gerente "
    "jefe jefa responsable hoofd chief chefe diretor diretora direttore direttrice manager"
)
_NOUNS = words_of(
    "manager director officer president engineer architect analyst consultant buyer controller accountant "
    "counsel partner specialist coordinator administrator developer scientist planner treasurer founder "
    "co-founder cofounder owner advisor adviser lead assistant secretary chairman chairwoman chair supervisor "
    "strategist principal executive purchaser auditor paralegal technician attorney chairperson"
)
_OTHERS = words_of(
    "geschäftsführer geschäftsführerin einkaufsleiter einkaufsleiterin vertriebsleiter vertriebsleiterin "
    "finanzvorstand vorstand prokurist prokuristin it-leiter it-leiterin werksleiter werksleiterin einkäufer "
    "einkäuferin finanzchef finanzchefin produktionsleiter produktionsleiterin personalleiter personalleiterin "
    "marketingleiter marketingleiterin acheteur acheteuse comptable gérant gérante avocat avocate abogado "
    "abogada contador compradora comprador presidente inkoper directeur-generaal finanzleiter finanzleiterin "
    "projektleiter projektleiterin директор бухгалтер διευθυντής διευθύντρια "
    "财务总监 采购经理 总经理 首席执行官 首席财务官 首席技术官 "
    "采购总监 销售总监 部長 課長 取締役 社長 購買部長 営業部長 財務部長 대표 이사 부장 구매팀장 팀장 대표이사"
)
_RANKS = words_of(
    "chief senior sr junior jr global group regional deputy vice managing executive associate assistant "
    "interim acting general principal lead corporate national divisional international area branch district"
)
_FUNCTIONS = words_of(
    "sales finance financial legal it hr operations operating marketing procurement purchasing sourcing supply "
    "chain product products production project projects program programme plant quality data security "
    "information technology technical engineering logistics warehouse facilities facility office people human "
    "resources revenue commercial customer success account accounts key business development strategy "
    "strategic digital risk compliance treasury accounting analytics research innovation category store "
    "maintenance enterprise solutions software network infrastructure medical clinical brand communications "
    "administration administrative investment credit tax audit support service services staff vendor "
    "partnerships partner alliances growth design content platform cloud einkauf finanzen vertrieb produktion "
    "personal entwicklung rechnungswesen controlling logistik kaufmännischer kaufmännische technischer "
    "technische financier financière général générale achats ventes commerciale technique informatique "
    "ressources humaines juridique financiero financiera compras ventas ti comercial técnico técnica general "
    "operaciones recursos humanos finanzas logística acquisti vendite finanziario inkoop verkoop financieel "
    "финансовый генеральный коммерческий технический исполнительный главный закупкам продажам οικονομικός "
    "γενικός πωλήσεων προμηθειών"
)
_OF = words_of("of de des du la las los le di der für for по en y")
_AND = words_of("& and und et y e")
_REGIONS = words_of("emea dach apac latam nordics benelux europe americas uk us germany france iberia")
_ONLY_CAPITALS = words_of(
    "it hr md gc pa ea dg ti lead chair owner head chief partner principal president executive assistant "
    "manager director general data product office branch area developer"
)
"""Too common in lower case: as single words they are titles only with a capital."""
_WHOLE = (
    "المدير المالي",
    "مدير المشتريات",
    "المدير العام",
    "الرئيس التنفيذي",
    "मुख्य वित्तीय अधिकारी",
    "प्रबंधक",
    "מנהל כספים",
    "מנכ״ל",
    "סמנכ״ל כספים",
)
_LONGEST = 10

# One letter a word: A acronym, P head, N noun, O other noun, R rank, F function, X other capital, o of, & and, , comma.
_OVER = r"(?:o{0,2}[RF]+(?:&[RF]+)*)?"  # what somebody heads
_CORE = rf"(?:[RF]*A|R+N{_OVER}|[RFP]*N|[RF]*O{_OVER}|[RF]*P{_OVER})"
_SHAPE = re.compile(rf"{_CORE}(?:[&/]{_CORE})*")
_COMMA = re.compile(r"(?:R*P|R+N),[RF]+(?:&[RF]+)*$")
_UNKNOWN = re.compile(r"Po(?:X(?:&[XRF])?|[RF]&X)")


@cache
def _known() -> frozenset[str]:
    return frozenset(title_words())


def is_function(key: str) -> bool:
    """Whether the word is one of those that say what somebody heads: part of a title, hardly of a name."""
    return key in _FUNCTIONS


def title_end(words: Sequence[str], ends_clause: Sequence[bool]) -> int:
    """How many of these words, from the first, are a title; 0 if none.

    Args:
        words: Words and single separators as written. Joined with spaces they are the text.
        ends_clause: For each, whether nothing of the same clause stands behind it.
    """
    window = list(words[:_LONGEST])
    keys = [word.casefold() for word in window]
    letters = "".join(_letter(word, key) for word, key in zip(window, keys, strict=True))
    best = max(_shaped(letters, keys), _in_table(window, keys), _in_whole(keys))
    # `Director, Supply Chain`: only where the clause ends there, else the comma starts something else.
    for end in range(min(6, len(letters)), best, -1):
        if (
            _COMMA.fullmatch(letters[:end])
            and (ends_clause[end - 1] or keys[end] == "of")
            and window[end - 1][0].isupper()
        ):
            best = end
            break
    unknown = _UNKNOWN.match(letters)
    if (
        unknown
        and unknown.end() > best
        and keys[0] in {"head", "leiter", "leiterin"}
        and ends_clause[unknown.end() - 1]
    ):
        # `Head of Catering`: what they head need not be a word we know, if it ends what is said. One word only: more
        # may be somebody's name.
        best = unknown.end()
    if best and keys[best : best + 1] == ["to"]:
        return _assistant_to(words, ends_clause, best)
    if best == 1 and ((window[0].islower() and keys[0] in _ONLY_CAPITALS) or keys[0] in {"head", "chief", "leiter"}):
        return 0
    if best and best < len(window) and letters[0] in "RFPNA" and keys[best] in _REGIONS and window[best][0].isupper():
        best += 1
    return best


def _assistant_to(words: Sequence[str], ends_clause: Sequence[bool], best: int) -> int:
    """`assistant to the CFO` is one title, and not that of a CFO; of `assistant to Jane Doe` nothing is sure."""
    start = best + 2 if [word.casefold() for word in words[best + 1 : best + 2]] == ["the"] else best + 1
    more = title_end(words[start:], ends_clause[start:]) if len(words) > start and start < _LONGEST else 0
    return start + more if more else 0


def _letter(word: str, key: str) -> str:
    if key in _ACRONYMS:
        return "A"
    if key in {"it", "hr", "ti", "us"} and not word.isupper():
        return "-"
    for letter, among in (("&", _AND), ("R", _RANKS), ("P", _HEADS), ("N", _NOUNS), ("O", _OTHERS), ("F", _FUNCTIONS)):
        if key in among and not (letter == "&" and key == "y" and word == "Y"):
            # `manager` and `director` are heads and nouns: what stands before them decides.
            return letter
    if key in _OF:
        return "o"
    if word in ",/":
        return word
    return "X" if word[0].isupper() else "-"


def _shaped(letters: str, keys: list[str]) -> int:
    found = _SHAPE.match(letters)
    if not found:
        return 0
    end = found.end()
    if end < len(keys) and keys[end] in GROUP and letters[end] not in "NP":
        return 0  # the CFO team, the CTO role: nobody's title
    return end if any(letter in "APNO" for letter in letters[:end]) else 0


def _in_table(window: list[str], keys: list[str]) -> int:
    for end in range(min(5, len(keys)), 0, -1):
        text = " ".join(keys[:end])
        if text in _known() and known_title(text) and not (end == 1 and len(keys[0]) < 3 and window[0].islower()):
            return end if not (end < len(keys) and keys[end] in GROUP) else 0
    return 0


def _in_whole(keys: list[str]) -> int:
    for title in _WHOLE:
        parts = title.split()
        if keys[: len(parts)] == parts:
            return len(parts)
    return 0
