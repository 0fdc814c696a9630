"""What is read aloud for a recording in a mood: a passage that brings the mood with it.

Each takes about twelve seconds. They are not translations of each other: each is what a teacher
says in that language.
"""

from dataclasses import dataclass

from voices.models import Mood


@dataclass(frozen=True, slots=True)
class Passage:
    """A text for one mood in both languages."""

    mood: str
    english: str
    chinese: str


PASSAGES = (
    Passage(
        Mood.NEUTRAL,
        "Good morning, everyone! Today we will read a short story together, and afterwards I would "
        "love to hear what you think of it.",
        "同学们，早上好！今天我们一起读一个小故事，读完以后，我很想听听大家的想法，你们准备好了吗？",
    ),
    Passage(
        Mood.HAPPY,
        "Well done, all of you! I have just read your stories, and they are wonderful. Next week "
        "we are going to the lake together, and everybody may bring a friend!",
        "太棒了！你们写的故事我全看完了，一个比一个精彩！下个星期我们一起去湖边春游，每个人都可以带上一个好朋友！",
    ),
    Passage(
        Mood.SAD,
        "The old tree behind our school fell in the storm last night. So many of us sat in its "
        "shade, year after year. Now the yard is empty, and I miss it already.",
        "昨天夜里刮大风，学校后面的那棵老树倒了。多少年来，大家都在它的树荫下乘凉。如今院子空荡荡的，我心里真不是滋味。",
    ),
    Passage(
        Mood.ANGRY,
        "Stop that at once! I have told you three times that nobody throws stones in this yard. "
        "Somebody could have been hurt. Put them down, and come here, now!",
        "马上停下来！我已经说过三遍了，院子里不许扔石头！砸到人怎么办？把石头放下，现在就到我这里来！",
    ),
    Passage(
        Mood.SURPRISED,
        "Wait, what is that? There is a bird in our classroom! It flew right in through the window "
        "and sat down on my desk. I can hardly believe my eyes!",
        "咦，那是什么？教室里怎么飞进来一只小鸟！它从窗户飞进来，一下子就落在了我的讲台上，我简直不敢相信自己的眼睛！",
    ),
    Passage(
        Mood.CALM,
        "Close your eyes, and breathe in slowly. Think of a quiet lake in the evening. The water "
        "is still, the air is soft, and there is nothing that you have to do.",
        "请轻轻闭上眼睛，慢慢吸一口气。想象傍晚时分一片安静的湖水，水面平平的，风软软的，此刻什么也不用做。",
    ),
)
"""In the order of the moods."""
