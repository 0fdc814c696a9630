"""Says a formula in Mandarin, as it is read in the classroom."""

from __future__ import annotations

from .. import units
from ..letters import spelled
from ..numerals import digits, fraction_of, number
from . import chemistry
from .greek import GREEK_NAMES
from .named_index import is_named
from .token import (
    BLANK,
    CHEMICAL,
    CLOSE,
    FUNCTION,
    GREEK,
    INDEX,
    NUMBER,
    OPEN,
    OPERANDS,
    POWER,
    PRIME,
    RELATION,
    UNIT,
)
from .tree import (
    CHARGE,
    NOTHING,
    Applied,
    Chain,
    Group,
    Leaf,
    Marked,
    Node,
    Power,
    in_exponent,
    is_applied,
    is_bounded,
    is_chemical,
    is_limit,
    without_brackets,
)

_RELATIONS = {
    "=": "等于", "≠": "不等于", "<": "小于", ">": "大于", "≤": "小于等于", "≥": "大于等于",
    "≈": "约等于", "≡": "恒等于", "≅": "全等于", "∝": "正比于", "→": "到", "⇒": "推出",
    "⇔": "等价于", "⇌": "可逆生成", "∈": "属于", "∉": "不属于", "⊂": "真包含于", "⊆": "包含于",
    "⊄": "不包含于", "⊥": "垂直于", "∥": "平行于", "∼": "相似于", "∽": "相似于", "←": "来自",
    "↔": "互为", ":": "比", "⊃": "真包含", "⊇": "包含", "∋": "包含", "≢": "不恒等于",
    "≁": "不相似于", "∦": "不平行于", "≮": "不小于", "≯": "不大于", "≰": "不小于等于",
    "≱": "不大于等于",
}  # fmt: skip
_OPERATORS = {
    "+": "加", "-": "减", "−": "减", "–": "减", "±": "加减", "∓": "减加", "×": "乘", "·": "乘",
    "⋅": "乘", "∙": "乘", "*": "乘", "÷": "除以", "∘": "复合", "to": "到", "~": "到", "～": "到",
    "∪": "并", "∩": "交", "/": "除以", "∕": "除以", "⁄": "除以",
}  # fmt: skip
_SLASHES = frozenset("/∕⁄")
_MINUS = ("负", "减")
_SIGNS = {"-": "负", "−": "负", "–": "负", "+": "正", "±": "正负", "~": "约", "～": "约"}
_FUNCTIONS = {
    "sin": "sine", "cos": "cosine", "tan": "tangent", "cot": "cotangent", "sec": "secant",
    "csc": "cosecant", "log": "log", "ln": "L N", "lg": "L G", "lim": "极限", "max": "最大值",
    "min": "最小值", "cosec": "cosecant", "sinh": "双曲正弦", "cosh": "双曲余弦",
    "tanh": "双曲正切", "arcsin": "反正弦", "arccos": "反余弦", "arctan": "反正切",
}  # fmt: skip
_INVERSE = {"sin": "反正弦", "cos": "反余弦", "tan": "反正切"}
_BEFORE = {"√": "根号", "∛": "三次根号", "∜": "四次根号", "∠": "角", "△": "三角形", "▵": "三角形",
    "⊿": "三角形",
    "▱": "平行四边形", "⌒": "弧", "⊙": "圆",
}  # fmt: skip
_MARKS = {
    "′": "撇", "″": "两撇", "!": "的阶乘", "(aq)": "溶液", "(s)": "固体", "(l)": "液体",
    "(g)": "气体", "*": "的共轭",
}  # fmt: skip
_BLANKS = dict.fromkeys("□☐◻", "方框") | dict.fromkeys("○◯", "圆圈") | {"…": "省略号"}
_BRACKETS = {"[": "中括号", "［": "中括号", "{": "大括号"}
_PERCENT = {"%": "百分之", "‰": "千分之"}


def say(node: Node) -> str:
    """A formula in Mandarin; letters stay letters."""
    if isinstance(node, Leaf):
        return _leaf(node)
    if isinstance(node, Power):
        return _power(node)
    if isinstance(node, Marked):
        return _marked(node)
    if isinstance(node, Applied):
        return _applied(node)
    if isinstance(node, Group):
        if node.bracket == "|":
            return f"{say(node.inner)}的绝对值"
        kind = _BRACKETS.get(node.bracket, "括号")
        return f"左{kind}{say(node.inner)}右{kind}"
    return {"relation": _relations, "sum": _sum, "product": _product}[node.rank](node)


def sign_by_sign(kind: str, text: str) -> str:
    """What one token is called where a formula has no structure."""
    if kind in OPERANDS:
        return _leaf(Leaf(kind, text))
    if kind == POWER:
        words = in_exponent(text, "zh", minus=_MINUS, operators=_OPERATORS)
        return f"的{''.join(words)}次方"
    if kind == INDEX and is_named(text):
        return text
    if kind == INDEX:
        return digits(text, "zh") if text.isdigit() else spelled(text)
    if kind == UNIT:
        return units.said(text.strip(), many=True, language="zh")
    if kind == RELATION:
        return _RELATIONS[text]
    if kind in (OPEN, CLOSE):
        return _BEFORE.get(text, "左括号" if kind == "open" else "右括号")
    return _BEFORE.get(text) or _OPERATORS.get(text) or _MARKS.get(text, "撇")


def _leaf(leaf: Leaf) -> str:
    if leaf.kind == NUMBER:
        whole, above, below = fraction_of(leaf.text)
        if not below:
            return number(leaf.text, "zh")
        part = f"{number(below, 'zh')}分之{number(above, 'zh')}"
        return f"{number(whole, 'zh')}又{part}" if whole else part
    if leaf.kind == GREEK:
        return GREEK_NAMES[leaf.text][1]
    if leaf.kind == CHEMICAL:
        said = (
            spelled(each) if each.isascii() else each for each in chemistry.said(leaf.text, "zh")
        )
        return " ".join(said)
    if leaf.kind == FUNCTION:
        return _FUNCTIONS[leaf.text]
    if leaf.kind == BLANK:
        return "，" if leaf.text == "," else _BLANKS.get(leaf.text[0], "空")
    return spelled(leaf.text).replace("′", "撇")


def _power(node: Power) -> str:
    base, exponent = say(node.base), node.exponent
    chosen = node.base
    if isinstance(exponent, Leaf) and exponent.text[-1:] in ("+", "-"):  # X²⁻
        count = exponent.text[:-1]
        said = number(count, "zh") if count.isdigit() else spelled(count)
        return f"{base}{said}{'正' if exponent.text[-1] == '+' else '负'}"
    if is_bounded(node) and isinstance(chosen, Marked):
        return f"{say(chosen.inner)}从{_index(chosen.mark)}到{say(exponent)} "
    if (
        isinstance(chosen, Marked)
        and chosen.kind == INDEX
        and isinstance(chosen.inner, Leaf)
        and chosen.inner.text in ("C", "A", "P")
    ):
        return f"{base}{say(exponent)}"  # C₅²: two of five
    if isinstance(exponent, Leaf) and exponent.text == "T":
        return f"{base}的转置"
    is_thousand = isinstance(chosen, Leaf) and chosen.text == "10"  # 十的三次方
    if isinstance(exponent, Leaf) and exponent.text in (("2",) if is_thousand else ("2", "3")):
        return f"{base}的{'平方' if exponent.text == '2' else '立方'}"
    return f"{base}的{say(exponent)}次方"


def _marked(node: Marked) -> str:
    if node.kind == UNIT:
        unit = node.mark.strip()
        if unit in _PERCENT:
            hundred = isinstance(node.inner, Leaf) and node.inner.text == "100" and unit == "%"
            return _PERCENT[unit] + ("百" if hundred else say(node.inner))
        is_two = isinstance(node.inner, Leaf) and node.inner.text == "2"
        inner = "两" if is_two and unit.partition("/")[0] not in "°℃°C℉°F" else say(node.inner)
        return f"{inner}{units.said(unit, many=True, language='zh')}"
    inner = say(node.inner)
    if node.kind == CHARGE:
        many = number(node.mark[:-1], "zh") if node.mark[:-1] else ""
        return f"{inner}{many}{'正' if node.mark[-1] == '+' else '负'}"
    if node.mark == "half":
        return f"{inner}二分之一"
    if node.kind == PRIME:
        if node.mark == "′" and isinstance(node.inner, Group):
            return f"{say(node.inner.inner)}的导数"
        return f"{inner}{_MARKS[node.mark]}"
    return f"{inner}{'' if node.mark.isdigit() else ' '}{_index(node.mark)}"


def _index(mark: str) -> str:
    if is_named(mark):
        return mark
    if mark.isdigit():
        return digits(mark, "zh")
    names = _OPERATORS | {"=": "等于", "→": "趋近于", "∞": "无穷大"}
    said = [*in_exponent(mark, "zh", minus=_MINUS, operators=names)]
    return (" " if all(each.isascii() for each in said) else "").join(said)


def _applied(node: Applied) -> str:
    name, _, index = node.name.partition(" ")
    argument = node.argument.inner if isinstance(node.argument, Group) else node.argument
    if name == "∁":
        return f"{spelled(index)} 中{say(argument)}的补集"
    words = _BEFORE.get(name) or _FUNCTIONS[name]
    if name == "lim" and index:
        return f"{_index(index)}时{say(argument)}的极限"
    if name == "lim" and node.power is not None:
        return f"{say(node.power)}时{say(argument)}的极限"
    if index:
        is_number = index.replace("/", "").replace(".", "").isdigit()
        base = _leaf(Leaf(NUMBER, index)) if is_number else _index(index)
        return f"{words}以{base}为底{say(argument)}"
    if node.power is not None and isinstance(node.power, Chain) and name in _INVERSE:
        words = _INVERSE[name]
    elif node.power is not None:
        words += _power(Power(NOTHING, node.power))
    return f"{words} {say(argument)}" if words.isascii() else f"{words}{say(argument)}"


def _relations(chain: Chain) -> str:
    reacts = is_chemical(chain)
    words: list[str] = []
    for at, (relation, operand) in enumerate(chain.parts):
        if relation in ("→", "=") and reacts:
            words.append("生成")
        elif relation == "→" and is_limit(chain, at):
            words.append("趋近于")
        elif relation:
            words.append(_RELATIONS[relation])
        if operand is not None:
            words.append(say(operand))
    return "".join(words)


def _sum(chain: Chain) -> str:
    words: list[str] = []
    for at, (operator, operand) in enumerate(chain.parts):
        if operator:
            words.append(
                _SIGNS.get(operator, _OPERATORS[operator]) if at == 0 else _OPERATORS[operator]
            )
        if operand is not None:
            words.append(say(operand))
    return _goes_on("".join(words))


def _is_number(factor: list[Node]) -> bool:
    return len(factor) == 1 and isinstance(factor[0], Leaf) and factor[0].kind == NUMBER


def _goes_on(said: str) -> str:
    """1 + 2 + … + n: 一加二一直加到 n."""
    for operator in ("加", "乘"):
        said = said.replace(f"{operator}省略号{operator}", f"一直{operator}到")
    return said


def _product(chain: Chain) -> str:
    """Factors; what stands side by side after a slash is under it: -b/2a is 2a分之负b."""
    factors: list[tuple[str, list[Node]]] = []
    for operator, operand in chain.parts:
        if operand is None:
            continue
        if operator or not factors:
            factors.append((operator, [operand]))
        else:
            factors[-1][1].append(operand)
    said = ""
    before: list[Node] = []
    for at, (operator, factor) in enumerate(factors):
        words = _side_by_side(factor)
        if at == 0:
            said = words
        elif operator in "·⋅∙" and any(map(is_chemical, factor)):
            said = f"{said}点{words}"  # CuSO₄·5H₂O
        elif operator not in _SLASHES:
            said = f"{said}{_OPERATORS[operator]}{words}"
        elif _is_number(before) and _is_number(factor):
            said = f"{said}除以{words}"
        else:
            above = say(without_brackets(before[0])) if at == len(before) == 1 else said
            below = say(without_brackets(factor[0])) if len(factor) == 1 else words
            said = f"{below}分之{above}"
        before = factor
    return _goes_on(said)


def _side_by_side(factor: list[Node]) -> str:
    said = ""
    for at, operand in enumerate(factor):
        words = say(operand)
        if at and isinstance(operand, Group) and is_applied(factor[at - 1], operand):
            said = f"{said} {say(operand.inner)}"
        elif said[-1:].isascii() and words[:1].isascii():
            said = f"{said} {words}".strip()
        else:
            said = f"{said}{words}"
    return said
