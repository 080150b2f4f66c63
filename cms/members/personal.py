"""What we hold about a person: named once, model by model; exported and erased by these names.

A room above this one that holds something about people says so when its app is ready. A test walks
every model of the installation, and fails on one that can hold a person and is not named.
"""

from dataclasses import dataclass
from typing import Any

from django.apps import apps
from django.db.models import Model, QuerySet
from django.db.models.constants import LOOKUP_SEP

from cms.core import clock

from .models import User


@dataclass(frozen=True)
class Held:
    """Rows about a person: of which model, found by what, what they are called, what they tell.

    by: the field that names the person, by account (of its own or, `attempt__member`, of what it
    belongs to), phone or username. fields: those that are
    shown, with their titles; the rest is technical, or secret (digests, keys). unsigned: the rows
    are counted when the person is gone, and only forget whose they were.
    """

    model: str
    by: str
    title: str
    fields: dict[str, str]
    unsigned: bool = False

    def of(self, user: User) -> QuerySet[Any]:
        model: Any = apps.get_model(self.model)
        if LOOKUP_SEP in self.by or model._meta.get_field(self.by).is_relation:
            return model.objects.filter(**{self.by: user})
        named = [name for name in (user.phone, user.username) if name]
        return model.objects.filter(**{f"{self.by}__in": named})

    def erase(self, user: User) -> None:
        if not self.unsigned:
            self.of(user).delete()
        elif LOOKUP_SEP not in self.by:
            self.of(user).update(**{self.by: None})


ACCOUNT = {
    "username": "账号",
    "first_name": "姓名",
    "phone": "手机号",
    "date_joined": "注册时间",
    "last_login": "上次登录",
}
HELD: list[Held] = [
    Held("members.Consent", "user", "同意记录", {"text": "同意书", "given": "同意", "at": "时间"}),
    Held(
        "members.Membership",
        "user",
        "党员报到",
        {
            "organisation": "党组织",
            "name": "姓名",
            "state": "状态",
            "home_branch": "组织关系所在的党组织",
            "asked_at": "报到时间",
            "decided_at": "处理时间",
            "words": "组织的答复",
            "ended_at": "结束时间",
        },
    ),
    Held(
        "members.Duty",
        "user",
        "职责",
        {
            "role": "职责",
            "place": "地点",
            "given_at": "开始",
            "ends_at": "到期",
            "ended_at": "结束",
        },
    ),
    Held(
        "members.Reading",
        "person",
        "工作人员查看我的资料",
        {"reader": "谁", "what_for": "为了什么", "at": "时间"},
    ),
    Held(
        "members.PhoneChange",
        "user",
        "更换手机号的申请",
        {"phone": "新手机号", "asked_at": "时间", "takes_effect_at": "生效", "closed_at": "结束"},
    ),
    Held(
        "usersessions.UserSession",
        "user",
        "登录的设备",
        {"user_agent": "浏览器", "ip": "网络地址", "created_at": "登录时间"},
    ),
    Held("mfa.Authenticator", "user", "两步验证", {"type": "方式", "created_at": "绑定时间"}),
    Held("members.SentCode", "phone", "发给我的验证码", {"sent_at": "时间"}),
    Held("members.TextMessage", "phone", "等待发送的短信", {"created_at": "时间"}),
    Held("axes.AccessAttempt", "username", "错误的密码", {"attempt_time": "时间"}),
]


def told(user: User) -> dict[str, Any]:
    """All of it as plain data.

    {"made_at": …, "account": {title: value}, "held": [{"title": …, "rows": [{title: value}]}]}
    """
    account = {title: _value(user, name) for name, title in ACCOUNT.items()}
    account["姓名"] = user.get_full_name()
    held = [
        {
            "title": each.title,
            "rows": [
                {title: _value(row, name) for name, title in each.fields.items()}
                for row in each.of(user).order_by("pk")
            ],
        }
        for each in HELD
    ]
    return {"made_at": clock.stamp(clock.now()), "account": account, "held": held}


def _value(row: Model, name: str) -> Any:
    value = getattr(row, name)
    if value is None or isinstance(value, bool | int):
        return value
    if hasattr(value, "astimezone"):
        return clock.stamp(value)
    shown = getattr(row, f"get_{name}_display", None)
    return str(shown() if shown else value)
