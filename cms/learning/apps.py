"""The learning app."""

from django.apps import AppConfig


class LearningConfig(AppConfig):
    name = "cms.learning"
    label = "learning"
    verbose_name = "学习"

    def ready(self) -> None:
        from cms.members import personal

        started = {"title": "微党课", "started_at": "开始", "finished_at": "交卷"}
        results = {"score_percent": "得分（百分制）", "passed": "合格", "annulled_at": "作废"}
        personal.HELD += [
            # The answers first: they are found by the attempt.
            personal.Held(
                "learning.Drawn",
                "attempt__member",
                "我的作答",
                {
                    "attempt": "微党课",
                    "version": "题目",
                    "chosen": "我的答案",
                    "answered_at": "时间",
                },
                unsigned=True,
            ),
            personal.Held(
                "learning.Attempt", "member", "答题记录", started | results, unsigned=True
            ),
            personal.Held(
                "learning.Certificate",
                "member",
                "课程证书",
                {"title": "课程", "number": "编号", "name": "姓名", "day": "日期"},
            ),
        ]
