"""Whole numbers in addresses and headers, where anybody may write any number of digits."""

LARGEST_BIGINT = 2**63 - 1


def whole_number(text: str, *, most: int) -> int | None:
    """The number from 0 to `most` that the text writes in ASCII digits; None for any other text.

    Digits are counted before they are converted: Python raises ValueError from 4,301 of them on.
    """
    if not (text.isascii() and text.isdigit()):
        return None
    digits = text.lstrip("0") or "0"
    if len(digits) > len(str(most)) or int(digits) > most:
        return None
    return int(digits)
