"""Addresses of workspaces, made from their names."""

import re
import unicodedata

from django.utils.text import slugify

LONGEST = 32
"""Characters; what tells two of the same name apart is added to them."""

_CHINESE = re.compile("[㐀-鿿]+")


def slug_of(name: str) -> str:
    """A slug of the name's Latin letters and digits, and of the pinyin of its Chinese.

    As many whole words as LONGEST has room for; "workspace" for a name without any of these.
    """
    latin = unicodedata.normalize("NFKD", _CHINESE.sub(_pinyin, name))
    slug = slugify(latin)
    if len(slug) > LONGEST:
        words, hyphen, _half = slug[: LONGEST + 1].rpartition("-")
        slug = words if hyphen else slug[:LONGEST]
    return slug.strip("-_").replace("_", "-") or "workspace"


def _pinyin(found: re.Match[str]) -> str:
    # Its dictionaries take 30 MB, which a process that opens no workspace does without.
    from pypinyin import lazy_pinyin
    from pypinyin.seg.simpleseg import seg

    words = ("".join(lazy_pinyin(word)) for word in seg(found[0]))
    return f" {' '.join(words)} "
