"""Amounts of money: "US$40", "£2.5bn", "£3/kg", "$5-10", "₹250"."""

from __future__ import annotations

import re
from collections.abc import Iterator

from ...style import ReadingStyle
from .. import units
from ..found import MONEY, Found
from ..numerals import number
from .found import english

_CURRENCIES_LISTED = """
$ dollar/dollars cent/cents · £ pound/pounds penny/pence · € euro/euros cent/cents
₹ rupee/rupees paisa/paise · ₩ won/won jeon/jeon · ₽ rouble/roubles kopeck/kopecks
₺ lira/lira kurush/kurush · ₦ naira/naira kobo/kobo · ₫ dong/dong xu/xu
₪ shekel/shekels agora/agorot · ฿ baht/baht satang/satang · ₱ peso/pesos centavo/centavos
₴ hryvnia/hryvnias kopiyka/kopiykas · ₸ tenge/tenge tiyin/tiyin · ₡ colon/colones centimo/centimos
₵ cedi/cedis pesewa/pesewas · ৳ taka/taka poisha/poisha · ₿ bitcoin/bitcoins cent/cents
¥ yuan/yuan fen/fen · ￥ yuan/yuan fen/fen · R$ real/reais centavo/centavos
GBP pound/pounds penny/pence · EUR euro/euros cent/cents · RM ringgit/ringgit sen/sen
INR rupee/rupees paisa/paise · Rs. rupee/rupees paisa/paise · Rs rupee/rupees paisa/paise
CHF Swiss_franc/Swiss_francs centime/centimes · CNY yuan/yuan fen/fen · JPY yen/yen sen/sen
RMB yuan/yuan fen/fen · KRW won/won jeon/jeon · ZAR rand/rand cent/cents
SEK Swedish_krona/Swedish_kronor öre/öre · DKK Danish_krone/Danish_kroner øre/øre
NOK Norwegian_krone/Norwegian_kroner øre/øre · PLN zloty/zloty grosz/groszy
MXN Mexican_peso/Mexican_pesos centavo/centavos · THB baht/baht satang/satang
AED U_A_E_dirham/U_A_E_dirhams fils/fils · SAR Saudi_riyal/Saudi_riyals halala/halalas
KES Kenyan_shilling/Kenyan_shillings cent/cents · KSh Kenyan_shilling/Kenyan_shillings cent/cents
Ksh Kenyan_shilling/Kenyan_shillings cent/cents
TSh Tanzanian_shilling/Tanzanian_shillings cent/cents
USh Ugandan_shilling/Ugandan_shillings cent/cents · NGN naira/naira kobo/kobo
GH₵ Ghanaian_cedi/Ghanaian_cedis pesewa/pesewas · GHS Ghanaian_cedi/Ghanaian_cedis pesewa/pesewas
EGP Egyptian_pound/Egyptian_pounds piastre/piastres · MYR ringgit/ringgit sen/sen
VND dong/dong xu/xu · IDR rupiah/rupiah sen/sen · Rp rupiah/rupiah sen/sen
RUB rouble/roubles kopeck/kopecks · BRL real/reais centavo/centavos
PKR Pakistani_rupee/Pakistani_rupees paisa/paise · LKR Sri_Lankan_rupee/Sri_Lankan_rupees cent/cents
BDT taka/taka poisha/poisha
UAH hryvnia/hryvnias kopiyka/kopiykas · ILS shekel/shekels agora/agorot
HUF forint/forints filler/filler · CZK Czech_koruna/Czech_koruny haler/haleru
QAR Qatari_riyal/Qatari_riyals dirham/dirhams · KWD Kuwaiti_dinar/Kuwaiti_dinars fils/fils
zł zloty/zloty grosz/groszy · Kč Czech_koruna/Czech_koruny haler/haleru · kr krona/kronor öre/öre
lei leu/lei ban/bani
CFA C_F_A_franc/C_F_A_francs centime/centimes · MX$ Mexican_peso/Mexican_pesos centavo/centavos
US$ U_S_dollar/U_S_dollars cent/cents · USD U_S_dollar/U_S_dollars cent/cents
A$ Australian_dollar/Australian_dollars cent/cents
AU$ Australian_dollar/Australian_dollars cent/cents
AUD Australian_dollar/Australian_dollars cent/cents
C$ Canadian_dollar/Canadian_dollars cent/cents
CA$ Canadian_dollar/Canadian_dollars cent/cents
CAD Canadian_dollar/Canadian_dollars cent/cents
NZ$ New_Zealand_dollar/New_Zealand_dollars cent/cents
NZD New_Zealand_dollar/New_Zealand_dollars cent/cents
HK$ Hong_Kong_dollar/Hong_Kong_dollars cent/cents
HKD Hong_Kong_dollar/Hong_Kong_dollars cent/cents
S$ Singapore_dollar/Singapore_dollars cent/cents
SGD Singapore_dollar/Singapore_dollars cent/cents
NT$ New_Taiwan_dollar/New_Taiwan_dollars cent/cents
TWD New_Taiwan_dollar/New_Taiwan_dollars cent/cents
"""
CURRENCIES = {
    symbol: tuple(name.replace("_", " ") for names in rest for name in names.split("/"))
    for line in _CURRENCIES_LISTED.strip().splitlines()
    for symbol, *rest in (row.split() for row in line.split(" · "))
}
"""Symbol → one and many of the currency, one and many of its hundredth."""
_SYMBOL = "(?:" + "|".join(sorted(map(re.escape, CURRENCIES), key=len, reverse=True)) + ")"
_AMOUNT = (
    r"(?:\d{1,3}(?:,\d{3})+(?!\d)(?:\.\d+)?|\d{1,2}(?:,\d\d)+,\d{3}(?!\d)"
    r"|\d{1,3}(?: \d{3})+(?![\d,.])|\d+(?:\.\d+)?|\.\d\d?(?!\d))"
)
_SCALES = {
    "k": "thousand", "m": "million", "mn": "million", "bn": "billion", "b": "billion",
    "tn": "trillion", "trn": "trillion", "thousand": "thousand", "million": "million",
    "billion": "billion", "trillion": "trillion", "lakh": "lakh", "crore": "crore",
}  # fmt: skip
_SCALE = (
    r"(?:\s?(?:[kKmMbB]|mn|bn|tn|trn)|\s(?:thousand|million|billion|trillion|lakh|crore))(?![\w'’])"
)
_PRICE = re.compile(
    rf"(?<![\w.,])(?P<minus>[-−–])?(?P<symbol>{_SYMBOL})(?P<inner>[-−])?\s?(?P<amount>{_AMOUNT})"
    rf"(?P<scale>{_SCALE})?"
    rf"(?:(?P<dash>\s?[-–—]\s?)(?P<again>{_SYMBOL})?(?P<to>{_AMOUNT})(?P<last>{_SCALE})?(?![\d%]))?"
    r"(?:\s?/\s?(?P<per>[A-Za-z]+[²³]?)(?![\w/]))?(?![\d]|[.,]\d)"
)
_LONE_SIGN = re.compile(
    "[" + "".join(s for s in CURRENCIES if len(s) == 1 and s not in "$£€") + "]"
)
_WITH_COMMA = re.compile(
    r"(?<![\w.,])(?:€ ?(?P<amount>\d{1,6},\d\d)(?![\d,])|(?P<after>\d{1,6},\d\d) ?€)"
)
"""As much of Europe writes it: 45,50 €."""
_RATE = re.compile(r"(?<![\w$£€¥])(?P<one>[$£€¥])/(?P<other>[$£€¥])(?![\w$£€¥])")
_MANY = re.compile(r"(?<![\w$£€])[$£€]s(?!\w)")
_COMPARED = re.compile(r"(?<![\w<>=])(?P<sign>[<>≤≥]) ?(?=[£$€]\d)")
_COMPARISONS = {"<": "less than", ">": "more than", "≤": "at most", "≥": "at least"}
_SIGNS = re.compile(r"(?<!\S)(?:\${2,5}|£{2,5}|€{2,5})(?!\S)")
_CODE = "|".join(symbol for symbol in CURRENCIES if re.fullmatch("[A-Z]{3}", symbol))
_NAMED_AFTER = "zł|Kč|kr|lei|CFA"
_AFTER = re.compile(rf"(?<![\w.,])(?P<amount>{_AMOUNT}) ?(?P<symbol>{_CODE}|{_NAMED_AFTER})(?!\w)")
_ATTRIBUTE = re.compile(r"(?i:\b(?:an?|the|each|every|this|that|my|your|his|her|one)) \Z")
_NOTE = re.compile(
    r" (?:note|coin|bill|ticket|voucher|fee|fine|deposit|gift|cheque|prize|deal|charge|shirt"
    r"|book|meal)\b"
)
_OF_MONEY = re.compile(
    r" (?:notes?|coins?|bills?|banknotes?|stamps?|vouchers?)\b|-(?:an?|per|each)-[a-z]"
)
"""Nouns that no article needs to stand before: "two £5 notes"; and "a £5-a-week rise"."""
_IS_RESULT = re.compile(r"\s?=")
_PRICED_BY = re.compile(
    r"(?<!\w)(?P<symbol>[£$€])/(?P<per>kg|g|m|km|h|hr|hour|day|week|month|year|litre|l|L|kWh)(?![\w/])"
)
_OF_JAPAN = re.compile(r"\b(?:Japan\w*|Tokyo|Kyoto|Osaka|yen|Yen|JPY)\b")
_SHILLINGS = re.compile(
    r"(?<![\w.,])(?:£(?P<pounds>\d{1,4}),? )?(?P<shillings>1?\d)s\.?"
    r"(?: (?P<pence>1?\d)d\b\.?)?(?!\w)"
)
_PER_UNIT = re.compile(
    r"(?<=\bper )(?P<unit>kg|km|hr|h|min|sec|lb|oz|g|ml|mL|l|L|m|cm|m²|wk|yr)(?![\w²³/])"
)
_PER = {
    "hr": "hour", "h": "hour", "wk": "week", "mth": "month", "mo": "month", "yr": "year",
    "pp": "person", "pers": "person", "ea": "each", "p": "person", "min": "minute",
}  # fmt: skip


def money(text: str, style: ReadingStyle) -> Iterator[Found]:
    """Amounts with the symbol before them."""
    for match in _PRICE.finditer(text):
        symbol = match["symbol"]
        if symbol in "¥￥" and _OF_JAPAN.search(text):
            symbol = "JPY"
        if symbol in "¥￥" and not match["per"] and not match["to"]:
            continue  # `signs` has it in both languages
        if match["to"]:
            if _IS_RESULT.match(text, match.end()):  # £5 – £2 = £3
                amount = _said(symbol, match["amount"], match["scale"] or "")
                yield Found(match.start(), match.start("dash"), MONEY, amount, "")
                yield english(match, MONEY, " minus ", "dash")
                less = _said(symbol, match["to"], match["last"] or "")
                yield Found(match.end("dash"), match.end(), MONEY, less, "")
                continue
            last = match["last"] or ""
            first = _said(symbol, match["amount"], match["scale"] or "", bare=not match["again"])
            amount = f"{first} to {_said(symbol, match['to'], last)}"
        else:
            amount = _said(symbol, match["amount"], match["scale"] or "")
        one, many, *_ = CURRENCIES[symbol]
        is_attribute = _ATTRIBUTE.search(text[max(0, match.start() - 7) : match.start()])
        before_noun = is_attribute and _NOTE.match(text, match.end())
        if (before_noun or _OF_MONEY.match(text, match.end())) and amount.endswith(many):
            amount = amount.removesuffix(many) + one
        if match["per"]:
            amount += _per(match["per"])
        yield english(match, MONEY, "minus " * bool(match["minus"] or match["inner"]) + amount)

    for match in _SHILLINGS.finditer(text):
        amounts = (("pounds", "pound"), ("shillings", "shilling"), ("pence", "penny"))
        said = [
            f"{number(match[many], 'en')} {one if match[many] == '1' else many}"
            for many, one in amounts
            if match[many]
        ]
        if len(said) > 1:
            yield english(match, MONEY, " ".join(said))
    for match in _PRICED_BY.finditer(text):
        yield english(match, MONEY, CURRENCIES[match["symbol"]][1] + _per(match["per"]))
    for match in _WITH_COMMA.finditer(text):
        amount = match["amount"] or match["after"]
        yield english(match, MONEY, _said("€", amount.replace(",", "."), ""))
    for match in _RATE.finditer(text):
        rate = f"{CURRENCIES[match['one']][0]} to {CURRENCIES[match['other']][0]}"
        yield english(match, MONEY, rate)
    for match in _MANY.finditer(text):
        yield english(match, MONEY, CURRENCIES[match.group()[0]][1])
    for match in _COMPARED.finditer(text):
        yield english(match, MONEY, _COMPARISONS[match["sign"]] + " ", "sign")
    for match in _LONE_SIGN.finditer(text):
        after = text[match.end() : match.end() + 2]
        if not (after[:1].isdigit() or (after[:1].isspace() and after[1:].isdigit())):
            yield english(match, MONEY, CURRENCIES[match.group()][1])
    for match in _SIGNS.finditer(text):
        yield english(match, MONEY, CURRENCIES[match.group()[0]][1])
    for match in _AFTER.finditer(text):
        yield english(match, MONEY, _said(match["symbol"], match["amount"], ""))
    for match in _PER_UNIT.finditer(text):
        yield english(match, MONEY, _per(match["unit"]).strip().removeprefix("per "))


def _said(symbol: str, amount: str, scale: str, *, bare: bool = False) -> str:
    one, many, part, parts = CURRENCIES[symbol]
    whole, _, cents = amount.replace(",", "").replace(" ", "").partition(".")
    scale = scale.strip()
    if scale:
        scaled = f"{number(amount, 'en')} {_SCALES.get(scale, '') or _SCALES[scale.lower()]}"
        return scaled if bare else f"{scaled} {many}"
    if len(cents) != 2:
        words = (
            number(amount.replace(" ", ""), "en") if whole else f"zero {number(amount, 'en')[5:]}"
        )
        return words if bare else f"{words} {one if amount == '1' else many}"
    value = int(cents)
    in_parts = f"{number(str(value), 'en')} {part if value == 1 else parts}"
    if not int(whole or "0"):
        return in_parts if value else f"zero {many}"
    words = f"{number(whole, 'en')} {one if whole == '1' else many}"
    return f"{words} and {in_parts}" if value else words


def _per(written: str) -> str:
    if written in _PER:
        return " each" if written == "ea" else f" per {_PER[written]}"
    unit = units.UNIT.fullmatch(written)
    return f" per {units.said(written, many=False, language='en') if unit else written}"
