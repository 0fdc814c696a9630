"""What the layers say of a file, in words."""

from collections.abc import Sequence
from dataclasses import dataclass

from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from synthesis.made_here.finding import Finding, Found, Sure

LAYERS: dict[str, Promise] = {
    "label": gettext_lazy("Label in the metadata"),
    "credentials": gettext_lazy("Content credentials (C2PA)"),
    "watermark": gettext_lazy("Watermark in the sound"),
}
FOUND: dict[Found, Promise] = {
    Found.MADE_HERE: gettext_lazy("Made here"),
    Found.CHANGED: gettext_lazy("Made here, and changed since"),
    Found.ELSEWHERE: gettext_lazy("Synthetic, and not made here"),
    Found.SYNTHETIC: gettext_lazy("Made by a machine, and it does not say where"),
    Found.NOTHING: gettext_lazy("Nothing found"),
    Found.NOT_READ: gettext_lazy("Can’t be read"),
}
SURE: dict[Sure, Promise] = {
    Sure.CERTAIN: gettext_lazy("Certain: it is signed over this very file"),
    Sure.LIKELY: gettext_lazy("Likely"),
    Sure.HINT: gettext_lazy("A hint: it may have been copied from another file"),
    Sure.NOT_AT_ALL: gettext_lazy("Says nothing"),
}
DETAILS: dict[str, Promise] = {
    "producer": gettext_lazy("Names as its producer"),
    "issuer": gettext_lazy("Signed with a certificate of"),
    "stamped_at": gettext_lazy("Time stamped, by an authority that isn’t checked"),
}


@dataclass(frozen=True, slots=True)
class Row:
    """What one layer says, to be shown."""

    layer: str
    found: str
    sure: str
    details: list[tuple[str, str]]


def rows_of(findings: Sequence[Finding]) -> list[Row]:
    """A row for each layer."""
    return [
        Row(
            layer=str(LAYERS.get(finding.layer, finding.layer)),
            found=str(FOUND[finding.found]),
            sure=str(SURE[finding.sure]),
            details=[
                (str(DETAILS[name]), value)
                for name, value in finding.details.items()
                if name in DETAILS
            ],
        )
        for finding in findings
    ]


def sentence_of(verdict: str) -> str:
    """What all of it comes to."""
    if verdict == "made_here":
        return _("By what it says, this is synthetic speech that was made here.")
    if verdict == "other":
        return _("This file is marked as synthetic, but not as made here.")
    return _(
        "Nothing in this file says that it was made here. Marks may have been removed, or it may "
        "not be synthetic speech."
    )
