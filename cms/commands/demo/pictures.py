"""The demo's pictures by name: flat illustrations drawn by code, and their alt texts."""

from collections.abc import Callable

from .drawing import country, lakeside, lessons, rooms, streets, traffic
from .drawing.canvas import Canvas
from .drawing.city import DAWN, DAY, DUSK, NIGHT

Scene = Callable[[str], Canvas]

# name: (how it is drawn, what a reader who cannot see it is told)
PICTURES: dict[str, tuple[Scene, str]] = {
    "lake-dawn": (
        lambda n: lakeside.lake(DAWN, n),
        "插画：清晨的如意湖，楼群倒映在水里，有人沿湖散步",
    ),
    "lake-day": (lambda n: lakeside.lake(DAY, n), "插画：晴天的如意湖，一圈楼宇环抱湖面，小船驶过"),
    "lake-dusk": (lambda n: lakeside.lake(DUSK, n), "插画：傍晚的如意湖，楼里的灯一盏盏亮起"),
    "skyline-day": (lambda n: streets.skyline(DAY, n), "插画：白天的商务区楼群和圆塔"),
    "skyline-night": (lambda n: streets.skyline(NIGHT, n), "插画：夜里的楼群，许多窗户亮着灯"),
    "round-tower": (lakeside.tall_round_tower, "插画：湖边的圆形高塔在暮色中亮灯"),
    "tower-facade": (streets.facade, "插画：一座写字楼的玻璃立面和楼前广场"),
    "tower-street": (streets.street, "插画：两侧高楼之间的街道，行人走过斑马线"),
    "street-shops": (streets.shops, "插画：一排带遮阳篷的临街小店"),
    "garden": (lambda n: streets.garden(n, on_roof=False), "插画：两座塔楼之间的庭院花池"),
    "roof-garden": (lambda n: streets.garden(n, on_roof=True), "插画：裙楼屋顶花园，远处是圆塔"),
    "lake-runners": (lakeside.run_by_the_lake, "插画：人们在湖边跑道上健步跑"),
    "traffic-volunteers": (traffic.volunteers, "插画：穿红马甲的志愿者在路口持旗引导行人"),
    "green-commute": (traffic.commute, "插画：三个人骑自行车上班"),
    "freight": (traffic.freight, "插画：仓库前的货车和纸箱"),
    "red-boat": (country.red_boat, "插画：晨雾中湖面上的一条画舫"),
    "canal-mountain": (country.canal, "插画：山腰绝壁上的引水渠"),
    "paulownia": (country.paulownia, "插画：麦田间两行开花的泡桐"),
    "service-desk": (rooms.service_desk, "插画：服务中心的服务台、自助终端和绿植"),
    "reading-corner": (rooms.reading_corner, "插画：图书吧，书架旁有人在长桌边看书"),
    "lounge": (rooms.lounge, "插画：休息区的沙发、茶几和饮水机"),
    "sports-room": (rooms.sports_room, "插画：运动室里两个人在打乒乓球"),
    "meeting-room": (rooms.meeting_room, "插画：几个人围着会议桌开会"),
    "meeting-hall": (rooms.meeting_hall, "插画：会议厅里坐着几排听众"),
    "roadshow-hall": (rooms.roadshow_hall, "插画：路演厅舞台上有人演讲，台下坐满听众"),
    "lecture": (lessons.lecture, "插画：教室里老师站在黑板前讲课"),
    "office-desks": (rooms.office_desks, "插画：窗边办公桌前工作的人"),
    "study-books": (lessons.study_books, "插画：书桌上的一摞书、台灯和茶杯"),
    "books-scale": (lessons.books_scale, "插画：桌上的天平和法律书籍"),
    "first-aid": (lessons.first_aid, "插画：救护课上有人在模拟人身上练习心肺复苏"),
    "fire-drill": (lessons.fire_drill, "插画：消防演练，人们沿楼梯有序下楼"),
}


def draw(name: str) -> bytes:
    """The picture as JPEG; the same name gives the same bytes."""
    scene, _ = PICTURES[name]
    return scene(name).jpeg()


def alt(name: str) -> str:
    """What the picture shows, in words."""
    return PICTURES[name][1]
