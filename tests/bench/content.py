"""The same briefs for whoever is compared: believable lengths, the same at every run."""

import random
from typing import Any

PICTURES = 20
SIGNS = "如意湖楼宇党建服务中心企业职工活动通知社区居民志愿者学习课堂招聘岗位会议室开放办理政务便民"
WIDTH, HEIGHT = 1200, 800


def briefs(count: int) -> list[dict[str, Any]]:
    """title, summary, picture (0 to PICTURES - 1), body: [kind, text] of about 900 signs."""
    chance = random.Random(20261127)

    def words(length: int) -> str:
        return "".join(chance.choices(SIGNS, k=length))

    return [
        {
            "title": f"{words(16)}{number}",
            "summary": words(60),
            "picture": number % PICTURES,
            "body": [
                ["heading", words(10)],
                *(["paragraph", f"<p>{words(180)}，<b>{words(6)}</b>。</p>"] for _ in range(3)),
                ["heading", words(10)],
                *(["paragraph", f"<p>{words(170)}。</p>"] for _ in range(2)),
            ],
        }
        for number in range(count)
    ]
