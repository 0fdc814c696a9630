"""Functions, relations and raised or lowered signs of formulas, and words that are none."""

from __future__ import annotations

SUPERSCRIPTS, SUBSCRIPTS = "⁰¹²³⁴⁵⁶⁷⁸⁹⁺⁻ⁿ⁽⁾ⁱˣᵃᵇᶜᵈᵉᵏᵐᵖʳˢᵗʸᶻᵀ", "₀₁₂₃₄₅₆₇₈₉₊₋₌ₙₐₓᵢₖₘₚₛₜⱼᵣᵥₑₒₗₕᵤ"
PLAIN = str.maketrans(
    SUPERSCRIPTS + SUBSCRIPTS, "0123456789+-n()ixabcdekmprstyzT" + "0123456789+-=naxikmpstjrveolhu"
)
_FUNCTIONS_LISTED = """
sin cos tan cot sec csc cosec log ln lg lim max min sinh cosh tanh arcsin arccos arctan
"""
FUNCTIONS = frozenset(_FUNCTIONS_LISTED.split())
RELATIONS = {
    "═": "=", "══": "=",
    "=": "=", "==": "=", "≠": "≠", "!=": "≠", "<": "<", ">": ">", "≤": "≤", "<=": "≤", "≥": "≥",
    ">=": "≥", "≦": "≤", "≧": "≥", "⩽": "≤", "⩾": "≥", "≈": "≈", "≡": "≡", "≅": "≅", "≌": "≅",
    "∝": "∝",
    "→": "→", "->": "→", "⟶": "→", "⇒": "⇒", "=>": "⇒", "⇔": "⇔",
    "<=>": "⇔", "⇌": "⇌", "⇄": "⇌", "⇋": "⇌", "∈": "∈", "∉": "∉",
    "⊂": "⊂", "⊆": "⊆", "⊄": "⊄", "⊊": "⊂", "⫋": "⊂", "⊈": "⊄", "⊋": "⊃", "⊃": "⊃",
    "⊇": "⊇", "∋": "∋", "≢": "≢", "≁": "≁", "∦": "∦",
    "≮": "≮", "≯": "≯", "≰": "≰", "≱": "≱", "≜": "=", "≝": "=", "≐": "≈", "≃": "≈", "⟹": "⇒",
    "⟺": "⇔", "⊥": "⊥", "∥": "∥", "∼": "∼", "∽": "∼",
    "←": "←", "↔": "↔", "≪": "<", "≫": ">",
    "＜": "<", "＞": ">",
}  # fmt: skip
# Short words that stand between formulas, not in them.
_WORDS_LISTED = """
is if in on at as by to of or so be do go he it me my no up us we an am the and are for not but
let can its has had was you our all any one two set out off per via yes vs row day may how who
why his her she him get got put see say new old ten six use way too now ok
"""
WORDS = frozenset(_WORDS_LISTED.split())
