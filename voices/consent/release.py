"""The written release that a speaker accepts before a template is made of their voice, in versions.

What it has to say follows the Illinois Biometric Information Privacy Act (740 ILCS 14/15): in
writing, that biometric data is collected and stored, what for and how long, with a release by the
person; what becomes of it and when; that it is neither sold nor disclosed. A new wording is a new
version; old ones never change, since records refer to them.
"""

from __future__ import annotations

import hashlib
from dataclasses import dataclass

VERSION = "2026-12"
LANGUAGES = ("en", "zh")


@dataclass(frozen=True, slots=True)
class Facts:
    """What the release says of this installation and workspace, from its settings. `operator` and
    `contact` are empty where the operator has not filled them in."""

    organisation: str
    operator: str
    contact: str
    keeps_recordings: bool
    unused_days: int
    landmarks_days: int
    closing_days: int


@dataclass(frozen=True, slots=True)
class Release:
    """A release in one language. Paragraphs of `text` are apart by blank lines; the first is its
    title."""

    version: str
    language: str
    text: str

    @property
    def digest(self) -> str:
        """The sha256 of all of it, by which a record and a reader know that it is the same."""
        whole = f"{self.version}\n{self.language}\n{self.text}"
        return hashlib.sha256(whole.encode()).hexdigest()


_TEXTS = {
    ("2026-12", "en"): (
        "Written release for a recording of my voice",
        "{organisation} collects, stores and uses recordings of my voice, with the speech service "
        "Lectern that {operator} runs. Questions go to {contact}.",
        "What is collected: the recordings; a template of my voice, which is what speech engines "
        "have worked out of a recording so that they can speak like me; figures that tell "
        "whether recordings are of one speaker, made in one place, and spoken by a person; and "
        "landmarks of the recordings, by which a copy is known and of which no sound can be made. "
        "Some laws, such as that of Illinois on biometric information, call a template of a voice "
        "a biometric identifier.",
        "What for: to have texts read aloud in an artificial voice that sounds like mine, and to "
        "check that it is I who has agreed. For nothing else. Nobody sells, leases or trades any "
        "of it or profits from it otherwise, and nobody gets it but those who run the service, "
        "unless a law demands it.",
        "How long: a recording of which the voice is made, {kept}; the recording of my statement "
        "and the template, until I withdraw my consent, the voice is deleted, or nobody has used "
        "the voice for {unused_days} days, whichever comes first, and at the latest until the "
        "workspace is deleted, {closing_days} days after its owner has closed it; landmarks, for "
        "{landmarks_days} days. Then they are deleted for good. The record that I have agreed, "
        "without sound or template, is kept as a proof. Backups are encrypted; the operator "
        "deletes old ones.",
        "I can withdraw my consent at any time, on the page of the consent or by telling "
        "{organisation}: what is kept of my voice is then deleted at once. Audio that was made "
        "before stays. I need not agree. Unless I do, no template is made, and what was recorded "
        "is deleted.",
        "I have read this and agree that the recordings and the template of my voice are "
        "collected, stored and used as it says.",
    ),
    ("2026-12", "zh"): (
        "关于录制本人声音的书面授权书",
        "{organisation}通过由{operator}运营的语音服务 Lectern 采集、保存和使用本人声音的录音。"
        "联系方式：{contact}。",
        "采集的内容：录音；本人声音的模板，即语音引擎从录音中得出、用以模仿本人说话的数据；"
        "用于判断录音是否出自同一说话人、是否在同一处录制、是否由真人朗读的数值；"
        "以及用于识别副本、无法还原为声音的录音特征点。"
        "某些法律（例如美国伊利诺伊州的生物识别信息隐私法）将声音的模板称为生物识别标识符。",
        "用途：用听起来像本人的人工合成声音朗读文字，并核实同意者确为本人。不作其他用途。"
        "任何人不得出售、出租、交易上述数据或以其他方式从中牟利；"
        "除法律要求外，只有运营此服务的人员能够接触这些数据。",
        "保存期限：用于制作声音的录音，{kept}；声明的录音和声音的模板，保存至本人撤回同意、"
        "声音被删除或连续 {unused_days} 天无人使用该声音为止，以先到者为准，"
        "最迟至工作区被删除（所有者关闭工作区 {closing_days} 天后）；"
        "录音特征点，{landmarks_days} 天。期满后永久删除。"
        "本人已同意的记录（不含声音和模板）作为证明保留。备份均已加密，运营者会删除旧的备份。",
        "本人可以随时在同意书页面上或通知{organisation}撤回同意：所保存的本人声音数据将立即删除，"
        "此前已生成的音频保留。本人可以不同意；不同意则不会制作模板，已录制的内容将被删除。",
        "本人已阅读以上内容，同意按其所述采集、保存和使用本人声音的录音和模板。",
    ),
}
_KEPT = {
    "en": {
        False: "until the voice is made",
        True: "encrypted, as long as the voice, as this workspace keeps recordings",
    },
    "zh": {False: "保存至声音制作完成", True: "因此工作区保留录音，加密保存，期限与声音相同"},
}
_UNNAMED = {
    "en": ("the operator of this installation", "those who run it"),
    "zh": ("本系统的运营者", "请联系运营者"),
}


def release(facts: Facts, *, language: str, version: str = VERSION) -> Release:
    """The release that speakers accept. Raises KeyError for an unknown language or version."""
    operator, contact = _UNNAMED[language]
    figures = {
        "organisation": facts.organisation,
        "operator": facts.operator or operator,
        "contact": facts.contact or contact,
        "kept": _KEPT[language][facts.keeps_recordings],
        "unused_days": facts.unused_days,
        "closing_days": facts.closing_days,
        "landmarks_days": facts.landmarks_days,
    }
    text = "\n\n".join(part.format(**figures) for part in _TEXTS[version, language])
    return Release(version, language, text)
