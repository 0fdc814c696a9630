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
$ dollar/dollars cent/cents · US$ U_S_dollar/U_S_dollars cent/cents
A$ Australian_dollar/Australian_dollars cent/cents
AU$ Australian_dollar/Australian_dollars cent/cents
C$ Canadian_dollar/Canadian_dollars cent/cents · CA$ Canadian_dollar/Canadian_dollars cent/cents
NZ$ New_Zealand_dollar/New_Zealand_dollars cent/cents
HK$ Hong_Kong_dollar/Hong_Kong_dollars cent/cents
S$ Singapore_dollar/Singapore_dollars cent/cents
NT$ New_Taiwan_dollar/New_Taiwan_dollars cent/cents
R$ real/reais centavo/centavos · £ pound/pounds penny/pence · € euro/euros cent/cents
₹ rupee/rupees paisa/paise · ₩ won/won jeon/jeon · ₽ rouble/roubles kopeck/kopecks
₺ lira/lira kurush/kurush · ₦ naira/naira kobo/kobo · ₫ dong/dong xu/xu · ₪ shekel/shekels
agora/agorot
฿ baht/baht satang/satang · ¥ yuan/yuan fen/fen · ￥ yuan/yuan fen/fen
GBP pound/pounds penny/pence · USD U_S_dollar/U_S_dollars cent/cents · EUR euro/euros cent/cents
AUD Australian_dollar/Australian_dollars cent/cents · CAD Canadian_dollar/Canadian_dollars
cent/cents
NZD New_Zealand_dollar/New_Zealand_dollars cent/cents · INR rupee/rupees paisa/paise
SGD Singapore_dollar/Singapore_dollars cent/cents · HKD Hong_Kong_dollar/Hong_Kong_dollars
cent/cents
Rs. rupee/rupees paisa/paise · Rs rupee/rupees paisa/paise · RM ringgit/ringgit sen/sen
CHF Swiss_franc/Swiss_francs centime/centimes · CNY yuan/yuan fen/fen · JPY yen/yen sen/sen
"""
_CURRENCIES = {
    symbol: tuple(name.replace("_", " ") for names in rest for name in names.split("/"))
    for symbol, *rest in (
        row.split() for line in _CURRENCIES_LISTED.strip().splitlines() for row in line.split(" · ")
    )
}
"""Symbol → one and many of the currency, one and many of its hundredth."""
_SYMBOL = "(?:" + "|".join(sorted(map(re.escape, _CURRENCIES), key=len, reverse=True)) + ")"
_AMOUNT = r"(?:\d{1,3}(?:,\d{3})+(?!\d)(?:\.\d+)?|\d+(?:\.\d+)?|\.\d\d?(?!\d))"
_SCALES = {
    "k": "thousand", "m": "million", "mn": "million", "bn": "billion", "b": "billion",
    "tn": "trillion", "trn": "trillion", "thousand": "thousand", "million": "million",
    "billion": "billion", "trillion": "trillion",
}  # fmt: skip
_SCALE = r"(?:\s?(?:[kKmMbB]|mn|bn|tn|trn)|\s(?:thousand|million|billion|trillion))(?![\w'’])"
_PRICE = re.compile(
    rf"(?<![\w.,])(?P<minus>[-−–])?(?P<symbol>{_SYMBOL})\s?(?P<amount>{_AMOUNT})"
    rf"(?P<scale>{_SCALE})?"
    rf"(?:\s?[-–—]\s?(?P<again>{_SYMBOL})?(?P<to>{_AMOUNT})(?P<last>{_SCALE})?(?![\d%]))?"
    r"(?:\s?/\s?(?P<per>[A-Za-z]+[²³]?)(?![\w/]))?(?![\d]|[.,]\d)"
)
_AFTER = re.compile(
    rf"(?<![\w.,])(?P<amount>{_AMOUNT}) (?P<symbol>GBP|USD|EUR|CHF|CNY|JPY|AUD|CAD|NZD|INR|SGD"
    rf"|HKD)(?!\w)"
)
_ATTRIBUTE = re.compile(r"(?i:\b(?:an?|the|each|every|this|that|my|your|his|her|one)) \Z")
_NOTE = re.compile(
    r" (?:note|coin|bill|ticket|voucher|fee|fine|deposit|gift|cheque|prize|deal|charge|shirt"
    r"|book|meal)\b"
)
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
            last = match["last"] or ""
            first = _said(symbol, match["amount"], match["scale"] or "", bare=not match["again"])
            amount = f"{first} to {_said(symbol, match['to'], last)}"
        else:
            amount = _said(symbol, match["amount"], match["scale"] or "")
        one, many, *_ = _CURRENCIES[symbol]
        is_attribute = _ATTRIBUTE.search(text[max(0, match.start() - 7) : match.start()])
        if is_attribute and _NOTE.match(text, match.end()) and amount.endswith(many):
            amount = amount.removesuffix(many) + one
        if match["per"]:
            amount += _per(match["per"])
        yield english(match, MONEY, "minus " * bool(match["minus"]) + amount)

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
        yield english(match, MONEY, _CURRENCIES[match["symbol"]][1] + _per(match["per"]))
    for match in _AFTER.finditer(text):
        yield english(match, MONEY, _said(match["symbol"], match["amount"], ""))
    for match in _PER_UNIT.finditer(text):
        yield english(match, MONEY, _per(match["unit"]).strip().removeprefix("per "))


def _said(symbol: str, amount: str, scale: str, *, bare: bool = False) -> str:
    one, many, part, parts = _CURRENCIES[symbol]
    whole, _, cents = amount.replace(",", "").partition(".")
    scale = scale.strip()
    if scale:
        scaled = f"{number(amount, 'en')} {_SCALES.get(scale, '') or _SCALES[scale.lower()]}"
        return scaled if bare else f"{scaled} {many}"
    if len(cents) != 2:
        words = number(amount, "en") if whole else f"zero {number(amount, 'en')[5:]}"
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
