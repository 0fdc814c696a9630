"""The names of Greek letters and signs that stand as operands."""

from __future__ import annotations

_NAMES = """
α alpha 阿尔法 · β beta 贝塔 · γ gamma 伽马 · δ delta 德尔塔 · ε epsilon 艾普西龙
ζ zeta 泽塔 · η eta 伊塔
θ theta 西塔 · ι iota 约塔 · κ kappa 卡帕 · λ lambda 兰姆达 · μ mu 缪 · ν nu 纽 · ξ xi 克西
ο omicron 奥密克戎
π pi 派 · ρ rho 柔 · σ sigma 西格玛 · ς sigma 西格玛 · τ tau 陶 · υ upsilon 宇普西龙 · φ phi 斐
χ chi 希
ψ psi 普西 · ω omega 欧米伽 · ϕ phi 斐 · ϵ epsilon 艾普西龙
∞ infinity 无穷大 · ∂ partial 偏 · ∇ nabla 纳布拉 · ∑ the_sum_of 求和 · ∏ the_product_of 求积
∫ the_integral_of 积分 · ∅ the_empty_set 空集 · ∬ the_double_integral_of 二重积分
∮ the_contour_integral_of 环路积分 · ℏ h_bar 约化普朗克常数
ℕ the_natural_numbers 自然数集 · ℤ the_integers 整数集 · ℚ the_rational_numbers 有理数集
ℝ the_real_numbers 实数集 · ℂ the_complex_numbers 复数集
"""
_CAPITALS = dict(zip("ΑΒΓΔΕΖΗΘΙΚΛΜΝΞΟΠΡΣΤΥΦΧΨΩ", "αβγδεζηθικλμνξοπρστυφχψω", strict=True))
_TABLE = {
    sign: (english.replace("_", " "), mandarin)
    for line in _NAMES.strip().splitlines()
    for sign, english, mandarin in (row.split() for row in line.split(" · "))
}
GREEK_NAMES = _TABLE | {capital: _TABLE[small] for capital, small in _CAPITALS.items()}
"""Sign → its name in English and Mandarin."""
