"""A small district that could be real: towers, firms and their jobs, notices, briefs, lessons."""

from collections.abc import Callable, Iterator
from itertools import cycle

from tests.site.press.documents import (
    Document,
    activity,
    area,
    brief,
    building,
    course,
    district,
    enterprise,
    heading,
    image,
    info,
    job,
    lesson,
    link,
    notice,
    organisation,
    paragraph,
    picture,
    quiz,
    reference,
    register,
    salary,
    service,
    vacancy,
    venue,
)

CATEGORIES = ("GOVERNMENT", "CONVENIENCE", "BUSINESS", "WELFARE")
AREAS = {
    "会展片区": "会展中心与外环西段,会展、酒店与商贸企业集中。",
    "金融片区": "银行、证券、保险机构最密集的一段外环。",
    "湖心片区": "环如意湖的文化与生活配套。",
    "商务内环片区": "内环写字楼群,以专业服务和科技企业为主。",
    "东风渠片区": "临渠的商圈与总部园区。",
}
BUILDINGS = (
    ("中科金座大厦", "商务外环路23号", 0),
    ("绿地中心千玺广场", "商务外环路2号", 0),
    ("世博大厦", "商务内环路9号", 0),
    ("王鼎国际大厦", "商务外环路3号", 1),
    ("海联大厦", "商务外环路12号", 1),
    ("中油新澳大厦", "商务内环路18号", 1),
    ("艺术中心商圈", "如意湖畔", 2),
    ("温哥华大厦", "商务内环路22号", 2),
    ("立基上东国际", "商务外环路27号", 3),
    ("国龙大厦", "商务内环路6号", 3),
    ("蓝码地王大厦", "商务外环路30号", 4),
    ("丹尼斯七天地商圈", "九如路与众意路交叉口", 4),
)
FIRMS = (
    ("河南湖光数据科技有限公司", "计算机软件", "50-150人"),
    ("郑州如风会展服务有限公司", "会展服务", "少于50人"),
    ("中原远航供应链管理有限公司", "物流/仓储", "150-500人"),
    ("河南明德会计师事务所", "专业服务(咨询、财会)", "50-150人"),
    ("郑州青禾教育科技有限公司", "教育/培训", "50-150人"),
    ("河南汇银融资租赁有限公司", "金融/投资", "150-500人"),
    ("郑州云杉建筑设计有限公司", "建筑/设计", "50-150人"),
    ("豫见文化传媒有限公司", "文化传媒", "少于50人"),
)
JOBS = (
    ("数据分析师", "1-1.5万/月", "BACHELOR", "3-4年"),
    ("会展项目经理", "8千-1.2万/月", "COLLEGE", "2年"),
    ("财务主管", "15-20万/年", "BACHELOR", "5-7年"),
    ("前台接待", "4.5-6千/月", "SECONDARY", ""),
    ("Python 后端开发工程师", "1.2-2万/月", "BACHELOR", "3-4年"),
    ("周末活动执行(兼职)", "200元/天", "ANY", ""),
    ("法务专员", "", "MASTER", "2年"),
    ("新媒体运营", "6-8千/月", "COLLEGE", "1年"),
)
MONTHLY = {
    "1-1.5万/月": (10_000, 15_000),
    "8千-1.2万/月": (8000, 12_000),
    "4.5-6千/月": (4500, 6000),
    "1.2-2万/月": (12_000, 20_000),
}
NOTICES = (
    "关于开展楼宇消防安全联合检查的通知",
    "“助力路长制·奔跑不止步”健步跑活动报名通知",
    "关于如意湖文化广场周边道路临时管制的通知",
    "11月主题党日安排",
    "关于征集企业用工需求的通知",
)
BRIEFS = (
    "楼宇党建商务服务中心迎来第一百场企业沙龙",
    "物业联动解难题,电动车充电有了安心处",
    "金融片区联合党支部开展《民法典》学习",
    "红黑旗商户评比第三期结果公布",
    "志愿服务队走进艺术中心商圈",
)
LESSONS = ("安全生产法十分钟", "劳动合同法要点", "党费收缴的几个问题", "消防通道与生命通道")


def believable_district() -> dict[str, Document]:
    top = _top()
    areas = [
        area(n, top, title=title, summary=summary)
        for n, (title, summary) in enumerate(AREAS.items(), 1)
    ]
    buildings = [
        building(
            n,
            areas[place],
            title=title,
            address=address,
            buildingKind="CIRCLE" if "商圈" in title else "TOWER",
            cover=picture(f"building-{n}", f"{title}外景"),
            body=[paragraph(f"<p>{title}位于{address},入驻企业以现代服务业为主。</p>")],
        )
        for n, (title, address, place) in enumerate(BUILDINGS, 1)
    ]
    organisations = _organisations(top, areas, buildings)
    enterprises = _enterprises(buildings, areas[2])
    owners = cycle([*organisations, buildings[0], top])
    lessons = list(_articles(lesson, LESSONS, 8, owners))
    lessons[0] |= {"quiz": quiz()}
    return register(
        top,
        *areas,
        *buildings,
        *organisations,
        *enterprises,
        *_venues(buildings),
        *_jobs(enterprises),
        *_activities(buildings, organisations),
        *(vacancy(n, home, title=f"{home['title']}整层") for n, home in enumerate(buildings, 1)),
        *(service(n, top, category=category) for n, category in enumerate(CATEGORIES, 1)),
        *(info(n, top, title=title) for n, title in enumerate(("关于", "隐私说明"), 1)),
        *_articles(notice, NOTICES, 45, owners),
        *_articles(brief, BRIEFS, 47, owners),
        *lessons,
        course(1, top, *lessons[:3], title="安全与法律入门"),
    )


def _activities(buildings: list[Document], organisations: list[Document]) -> list[Document]:
    homes = cycle([*organisations, buildings[0]])
    phases = cycle(["SIGN_UP", "OVER", "ANNOUNCED", "CLOSED", "UNDER_WAY"])
    table = {
        "__typename": "TableBlock",
        "caption": "分组",
        "header": ["组别", "集合点"],
        "rows": [["一组", "东门"], ["二组", "文化广场"]],
    }
    quote = {"__typename": "QuoteBlock", "text": "先走起来再说。", "source": "一位党员"}
    file = {
        "__typename": "FileBlock",
        "title": "报名表",
        "url": "/media/documents/ab/form.docx",
        "bytes": 18_400,
        "mime": "application/vnd.openxmlformats-officedocument.wordprocessingml.document",
    }
    video = {
        "__typename": "VideoBlock",
        "title": "去年的路线",
        "url": "/media/videos/ab/run.mp4",
        "mime": "video/mp4",
        "width": 1280,
        "height": 720,
        "poster": picture("run"),
        "captionsUrl": "/media/videos/ab/run.vtt",
    }
    gallery = {"__typename": "GalleryBlock", "images": [picture("a"), picture("b")]}
    return [
        activity(
            n,
            next(homes),
            title=f"环湖健步走第{n}期",
            phase=phase,
            body=[table, quote, gallery, file, video],
        )
        for n, phase in zip(range(1, 50), phases, strict=False)
    ]


def _top() -> Document:
    footer = {
        "organiser": "如意湖办事处",
        "icp": "豫ICP备00000000号-1",
        "publicSecurity": "豫公网安备 41000000000000号",
        "siteCode": "4100000000",
        "complaintsUrl": None,
        "links": [{"title": "关于如意湖", "url": "/"}],
    }
    figures = [
        {"label": "楼宇入住率", "value": "92", "unit": "%"},
        {"label": "从业人员", "value": "7.5", "unit": "万人"},
        {"label": "片区", "value": "5", "unit": "个"},
        {"label": "共享阵地", "value": "11", "unit": "处"},
    ]
    return district(
        summary="写字楼里的服务大厅:看通知、学微党课、找工作、约场地,都在这里。",
        figures=figures,
        footer=footer,
        body=[paragraph("<p>如意湖位于郑东新区中央商务区,环湖六十余座楼宇。</p>")],
    )


def _organisations(
    top: Document, areas: list[Document], buildings: list[Document]
) -> list[Document]:
    return [
        organisation(1, top, title="如意湖党工委", organisationKind="COMMITTEE"),
        *(
            organisation(n, home, title=f"{home['title']}社区党支部", organisationKind="COMMUNITY")
            for n, home in enumerate(areas, 2)
        ),
        *(
            organisation(n, home, title=f"{home['title']}联合党支部")
            for n, home in enumerate(buildings[:6], 7)
        ),
    ]


def _enterprises(buildings: list[Document], elsewhere: Document) -> list[Document]:
    homes = cycle([buildings[0], buildings[0], *buildings, elsewhere])
    return [
        enterprise(
            n,
            next(homes),
            title=name if n <= len(FIRMS) else f"{name}第{n // len(FIRMS) + 1}分公司",
            industry={"code": str(60 + n % len(FIRMS)), "name": industry},
            sizeBand=size,
            website="https://example.com/" if n % 3 == 0 else None,
            body=[paragraph(f"<p>{name}成立于2015年,服务中原地区客户。</p>")],
        )
        for n, (name, industry, size) in zip(range(1, 65), cycle(FIRMS), strict=False)
    ]


def _venues(buildings: list[Document]) -> list[Document]:
    centre = venue(
        1,
        buildings[0],
        title="楼宇党建商务服务中心",
        cover=picture("centre", "服务中心大厅"),
        capacity=120,
    )
    zones = ("图书吧", "休闲区", "运动区", "会议路演区")
    parts = [
        venue(n, buildings[0], title=zone, partOf=reference(centre), capacity=30)
        for n, zone in enumerate(zones, 2)
    ]
    rooms = [
        venue(n, home, title=f"{home['title']}共享会议室")
        for n, home in enumerate(buildings[1:7], 6)
    ]
    return [centre, *parts, *rooms]


def _jobs(enterprises: list[Document]) -> list[Document]:
    return [
        job(
            n,
            firm,
            title=title,
            salary=salary(pay, *MONTHLY.get(pay, ())) if pay else None,
            education=education,
            experience=experience,
            summary=f"{firm['title']}招聘{title}。",
            body=[
                heading("岗位职责"),
                paragraph(
                    "<p>1. 负责日常工作的计划与推进;</p><p>2. 与客户、物业和街道保持沟通。</p>"
                ),
                heading("任职要求"),
                paragraph("<ul><li>责任心强,沟通顺畅;</li><li>熟悉常用办公软件。</li></ul>"),
            ],
        )
        for n, firm, (title, pay, education, experience) in zip(
            range(1, 68), cycle(enterprises), cycle(JOBS), strict=False
        )
    ]


def _articles(
    make: Callable[..., Document], titles: tuple[str, ...], count: int, owners: Iterator[Document]
) -> list[Document]:
    articles = []
    for n, title in zip(range(1, count + 1), cycle(titles), strict=False):
        home = next(owners)
        shown = picture(f"scene-{n % 6}", "活动现场")
        articles.append(
            make(
                n,
                home,
                title=title,
                summary="各支部、物业和企业商户共同参与,现场气氛热烈。",
                sourceDate="2026-10-30" if n % 4 == 0 else None,
                cover=shown if make is brief and n % 2 else None,
                body=[
                    paragraph(
                        "<p>本周三下午,社区、物业和企业代表在服务中心商量了年底的安排,"
                        f'具体事项由<a href="{link(home)["url"]}">{home["title"]}</a>负责。</p>'
                    ),
                    heading("时间与地点"),
                    paragraph("<p>时间:每周三 14:30;地点:中科金座大厦二层会议路演区。</p>"),
                    image(shown, "活动现场(资料图)"),
                    heading("报名方式", level=3),
                    paragraph("<p>联系所在楼宇的楼宇专管员,或到服务中心前台登记。</p>"),
                ],
            )
        )
    return articles
