"""What a browser calls itself, in a few words its owner knows."""

_SYSTEMS = {
    "HarmonyOS": "华为手机",
    "iPhone": "iPhone",
    "iPad": "iPad",
    "Android": "安卓手机",
    "Windows": "Windows 电脑",
    "Macintosh": "Mac 电脑",
    "Linux": "Linux 电脑",
}
# More telling names come first: most browsers claim to be several others too.
_BROWSERS = {
    "MicroMessenger": "微信",
    "DingTalk": "钉钉",
    "QQBrowser": "QQ 浏览器",
    "HuaweiBrowser": "华为浏览器",
    "MiuiBrowser": "小米浏览器",
    "UCBrowser": "UC 浏览器",
    "Edg": "Edge 浏览器",
    "Firefox": "Firefox 浏览器",
    "Chrome": "Chrome 浏览器",
    "Safari": "Safari 浏览器",
}


def name(user_agent: str) -> str:
    """`iPhone，微信`; 未知设备 when nothing is known of it."""
    parts = (_first(_SYSTEMS, user_agent), _first(_BROWSERS, user_agent))
    return "，".join(part for part in parts if part) or "未知设备"


def _first(names: dict[str, str], user_agent: str) -> str:
    return next((name for sign, name in names.items() if sign in user_agent), "")
