"""Sentences for benchmarks: everyday Mandarin and English with numbers, and mixed ones."""

from __future__ import annotations

ENGLISH = """
Good morning, everyone.
Please open your books at page fifty-two.
The leaves of a tree catch the light of the sun all day long.
Water boils at 100°C, and it freezes at 0°C.
Can anybody tell me why the sky is blue?
In 1969, two people walked on the moon for the first time.
A good question is often worth more than a quick answer.
When the bell rings, put your things away, and leave the room quietly.
The Great Wall is more than 20,000 kilometers long.
She bought three apples, two pears and a bottle of milk for $7.50.
Thank you!
History does not repeat itself, but it often rhymes.
Remember to write your name at the top of the page before you begin.
Light travels at about 300,000 kilometers per second.
The old man looked at the sea, and the sea looked back at him.
Who would like to read the next paragraph?
Dr. Lee studied mathematics at the university in the 1990s.
It is 5:30 pm, so let us stop here for today.
Photosynthesis turns water and carbon dioxide into sugar and oxygen.
About 71% of the surface of the earth is covered with water.
""".strip().splitlines()

MANDARIN = """
同学们，大家早上好。
请大家把课本翻到第52页。
植物的叶子整天都在吸收太阳的光。
水在100℃的时候沸腾，在0℃的时候结冰。
谁能告诉我，天空为什么是蓝色的？
1969年，人类第一次登上了月球。
一个好问题，往往比一个快答案更有价值。
下课铃响了以后，请把东西收拾好，安静地离开教室。
长城的总长度超过两万公里。
她买了3个苹果、2个梨和1瓶牛奶，一共花了37.5元。
谢谢大家！
学而时习之，不亦说乎？
开始之前，请记得把名字写在试卷的最上面。
光的速度大约是每秒三十万公里。
老人看着大海，大海也静静地看着老人。
下一段，哪位同学愿意来读一读？
李老师在大学里学了四年的数学。
现在是下午5:30，今天我们就讲到这里。
光合作用把水和二氧化碳变成糖和氧气。
地球表面大约有71%被水覆盖。
""".strip().splitlines()

MIXED = """
今天的meeting改到下午三点。
我们用Python写了一个小小的API。
请把这个PDF文件发到我的email里。
他说：“Good morning, everyone!”
The Chinese word for teacher is 老师, and the word for student is 学生.
这台GPU的显存有24GB。
""".strip().splitlines()
