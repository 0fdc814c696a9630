"""Words in capitals: sentences that are, and acronyms whose letters are said one by one."""

from __future__ import annotations

import re
from collections.abc import Iterator

from ...style import ReadingStyle
from ..found import LETTER, Found
from ..letters import spelled
from .found import english

_ACRONYMS_LISTED = """
PTA PE PSHE SAS ASA AAS RHS SSS ICT LED VIP FAQ WHO IMF ROI ERP ETA ICU IPO SEO UX UAE ASR
IDE EOF SOS IQ EQ RFID ICBC AWS ESL EAL SEN EFL PTO RE AOB ASD EHCP MFL EYFS APR ISP IOU EEC
ECG EKG AOL ISA ISBN ATP ADP AMU IRA IRS AIG ALU GUI CLI API ESA ISS UFO IVF AD BC BCE CE
DIY TBA TBC ELA EHIC URN OHP IPA UCL LSE MIT UCLA USC ETH ETF IBM ITV ESPN ABS SATB ABRSM TA EP LSA
NI RI MA BA AFC ALS AONB AP APA AQA AV COPD DOB DUP DVLA EAP ECB EDP EIA EMF EPA EPQ ERM ESP EV FA
GNI GSCE HIC IAAF IB IBS ICC IDL IGCSE IRL ISDN IUCN LEA LEDC LIC MEDC MEP MOD MOT NGO NUS OAP OBE
OUP PAYE QED RAC RAF RIP SI STI TSA TUC UNDP UVA UVB VE WJEC YHA YMCA YWCA XYZ UPVC EEA IED
ELT EBD FAO EPR EUR EPD AGM AAC IAS ILO IEP IEA UEL UAL
"""
_ACRONYMS = frozenset(_ACRONYMS_LISTED.split())
_ACRONYM = re.compile(
    r"(?<![\w.&=×+∠△⊥∥∼≅-])(?P<letters>[A-Z]{2,5})(?P<many>s?)(?!\w|[-&]\w| ?[=×+−])"
)
_WORDS_LISTED = """
LED AD MOD RIP WHO MA BA AM SI ERM ALS FA ABS SAS AP TA EP NI RI ETA LEA VE RE US
"""
_WORDS_AS_WELL = frozenset(_WORDS_LISTED.split())
"""Acronyms that may be words or parts of them where a whole sentence is in capitals."""
_CAPITALS = re.compile(
    r"(?<![\w'’.&-])[A-Z]{2,}(?:['’][A-Z]+)?(?:(?:[ ,;:]| - | – )+(?:[A-Z]{1,}(?:['’][A-Z]+)?"
    r"|\d+|&))*(?![\w'’])"
)
_CAPITAL_WORD = re.compile(r"[A-Z]{2,}(?:['’][A-Z]+)?")
_COMMON_LISTED = """
THE AND FOR YOU YOUR NOT ARE IS IT IN ON AT TO OF OR IF AS BY BE WE US HE SHE ME MY DO GO NO
SO UP AN ALL ANY CAN THIS THAT WITH FROM HAVE HAS WILL MUST ONLY ALWAYS NEVER PLEASE EACH
EVERY WHEN WHAT WHO WHY HOW WAS OUR OUT OFF
"""
_COMMON = frozenset(_COMMON_LISTED.split())
_IN_CAPITALS = {each: each.lower() for each in ("IT", "US", "ALL", "OR", "AM", "WHO")}
_IN_CAPITALS |= {each: spelled(each) for each in ("RE", "ID", "OK", "PE")}
_NAMES_AS_WELL = frozenset(["US", "IT", "WHO"])
_BESIDE = frozenset(["EU", "UK", "UN", "USA", "USSR", "NATO", "IMF", "GDP", "PRC", "RE", "PE"])
"""Words of a sentence in capitals that would be taken for letters, or the other way round."""
_STATES = (
    r"(?:UK|EU|UN|USSR|UAE|CHINA|JAPAN|CANADA|MEXICO|BRITAIN|ENGLAND|FRANCE|GERMANY|INDIA|RUSSIA"
    r"|AUSTRALIA|EUROPE|CUBA|IRAN|IRAQ|KOREA|VIETNAM|SPAIN|ITALY)"
)
_THE_STATES = re.compile(
    rf"(?:\bTHE |\b{_STATES}(?: AND| OR| VS?\.?|/| -| –) ?)(?P<after>US)(?![\w'’])"
    r"|\bUS(?= (?:PRESIDENTS?|TROOPS|ARMY|NAVY|DOLLARS?|ECONOMY|GOVERNMENT|CITIZENS?|HISTORY|CIVIL"
    r"|CONSTITUTION|STATES?|CONGRESS|FOREIGN|ELECTIONS?|TRADE|TEAM|OPEN|FORCES|SENATE|SUPREME"
    r"|FLAG|MARINES|MILITARY|AIR|IMMIGRATION|POLICY|POPULATION)\b"
    rf"|(?: AND| OR| VS?\b\.?) (?:THE )?{_STATES}\b)"
    r"|(?:(?m:^)|(?<=[.!?:] ))US(?= [A-Z]{3,}S\b| TO\b| IN\b)"
)
_AN_MA = re.compile(r"(?<=\bAN )MA\b|(?<=\bA )BA\b|\b[BM]A(?= (?:DEGREE|COURSE|STUDENT|HONS))")
_AM = re.compile(
    r"\bAM(?= (?:radio|signals?|band|waves?|station|transmi\w+|broadcast\w*|(?:and|or) FM)\b)"
    r"|(?<=\bFM and )AM\b|(?<=\bFM or )AM\b"
)
_BLOOD = re.compile(r"(?<=\b[Tt]ype )(?P<group>AB)\b|(?<=\bgroup )(?P<of>AB)\b|\bAB(?=[+-](?!\w))")
_HELD = re.compile(r"\bPOW(?P<many>s?)(?= (?:camps?|in|from|were|was)\b|s\b)")


def capitals(text: str, style: ReadingStyle) -> Iterator[Found]:
    """Sentences in capitals are words; letters of acronyms among others are said one by one."""
    for match in _THE_STATES.finditer(text):
        yield english(match, LETTER, spelled("US"), "after" if match["after"] else 0)
    for pattern in (_AN_MA, _AM, _BLOOD):
        for match in pattern.finditer(text):
            yield english(match, LETTER, spelled(match.group()[:2]))
    for match in _HELD.finditer(text):
        yield english(match, LETTER, "P O W" + "'s" * bool(match["many"]))
    shouted: list[tuple[int, int]] = []
    for match in _CAPITALS.finditer(text):
        found = list(_CAPITAL_WORD.finditer(match.group()))
        others = [word.group() for word in found if word.group() not in _NAMES_AS_WELL]
        if len(found) < 2 or not any(word.group() in _COMMON for word in found):
            continue
        if all(each in _BESIDE or each in _ACRONYMS for each in others):
            continue  # EU, US
        shouted.append(match.span())
        for word in found:
            said = _IN_CAPITALS.get(word.group())
            if not said and word.group() in _ACRONYMS and word.group() not in _WORDS_AS_WELL:
                said = spelled(word.group())
            if said:
                start = match.start() + word.start()
                yield Found(start, start + len(word.group()), LETTER, said, "")
    for match in _ACRONYM.finditer(text):
        if match["letters"] in _ACRONYMS and not any(
            start <= match.start() < end for start, end in shouted[-1:]
        ):
            yield english(
                match, LETTER, spelled(match["letters"]) + ("'s" if match["many"] else "")
            )
