"""Names of firms: which others may be the same firm, written longer or shorter."""

import itertools
import re
import unicodedata
from collections import defaultdict
from collections.abc import Iterable, Iterator

# So many near names are told of one; whoever wrote it sees by then what to look for.
NEAR = 3
# A shorter core is part of too many names.
SHORTEST = 2
_ASIDES = re.compile(r"\([^()]*\)|[^\w]|_")
_PLACE = re.compile(r"^(?:河南省?|郑州市?|郑东新区|北京市?|上海市?|广州市?|深圳市?)+(?=..)")
_FORM = re.compile(r"(?:股份)?有限(?:责任)?公司|总公司|分公司|公司|股份|集团")
# What many firms do names none of them.
_TRADES = re.compile(
    r"(?:科技|技术|信息|网络|软件|电子|数据|智能|数字|贸易|商贸|实业|发展|投资|控股|金融|保险|物业|管理|服务|"
    r"咨询|文化|传媒|广告|教育|培训|医疗|健康|餐饮|酒店|建筑|建设|工程|装饰|设计|房地产|地产|置业|环保|能源|"
    r"物流|供应链|企业|人力资源|国际|产业|经纪|电力|电气|机械|设备|汽车|生物|医药|银行|证券|中心|研究院|研究所|办事处|云|计算|有限)+"
)


def core(name: str) -> str:
    """What is left without place and legal form: 河南中原科技（集团）有限公司 -> 中原科技."""
    plain = _ASIDES.sub("", unicodedata.normalize("NFKC", name).casefold())
    return _FORM.sub("", _PLACE.sub("", plain))


class FirmNames:
    """Many names, to be asked for those near to one; a thousand questions take no second."""

    def __init__(self, names: Iterable[str]) -> None:
        self._with: dict[str, list[str]] = defaultdict(list)
        for name in names:
            self._with[core(name)].append(name)
        # Python finds a part of one long text faster than it can ask each of many.
        self._cores = "\n".join(["", *self._with, ""])

    def near(self, name: str) -> list[str]:
        """Names that contain this one, or are contained in it, but for place and legal form."""
        own = core(name)
        if len(own) < SHORTEST or _TRADES.fullmatch(own):
            return []
        found = (other for one in self._near_cores(own) for other in self._with[one])
        return list(itertools.islice((other for other in found if other != name), NEAR))

    def _near_cores(self, own: str) -> Iterator[str]:
        for length in range(len(own), SHORTEST - 1, -1):
            for start in range(len(own) - length + 1):
                part = own[start : start + length]
                if part in self._with and not _TRADES.fullmatch(part):
                    yield part
        at = self._cores.find(own)
        while at >= 0:
            end = self._cores.index("\n", at)
            longer = self._cores[self._cores.rindex("\n", 0, at) + 1 : end]
            if longer != own:
                yield longer
            at = self._cores.find(own, end)
