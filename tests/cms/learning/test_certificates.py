"""Certificates: the PDF for whose it is, and what everybody may know who was shown one."""

import builtins
import io
import logging
import re
import socket
import sys

import pypdf
import pytest
import segno
from django.template.loader import render_to_string
from django.urls import reverse
from PIL import ImageFile

from cms.core import clock
from cms.learning import certificates
from cms.learning.models import Certificate
from cms.members import services
from cms.members.models import User
from tests import factories

pytestmark = pytest.mark.django_db

NUMBER = "7KQMXR4HNW2P"
PROOF = f"/accounts/certificates/{NUMBER}/"
PDF = f"{PROOF}certificate.pdf"
LIST = "/accounts/certificates/"
# Where the text of a page ends above its foot, in points from below.
FOOT = 145


@pytest.fixture
def make(member, area):
    """A member's certificate: make(**fields)."""

    def make(**fields):
        defaults = {
            "member": member,
            "course": factories.course(area),
            "number": NUMBER,
            "name": "王晓明",
            "title": "新入职党员入门课程",
            "lessons": [{"id": 1, "title": "党章里的权利"}, {"id": 2, "title": "三会一课"}],
            "day": clock.today().replace(2026, 11, 30),
        }
        return Certificate.objects.create(**{**defaults, **fields})

    return make


@pytest.fixture
def certificate(make):
    return make()


@pytest.fixture
def owner(client, certificate):
    client.force_login(certificate.member)
    return client


class _NoPango:
    """What importing WeasyPrint says where its library is missing."""

    def find_spec(self, name, *_more):
        if name == "weasyprint":
            raise OSError("cannot load library 'libpango-1.0-0'")


@pytest.fixture(params=["pango", "fonts"])
def cannot_draw(request, monkeypatch):
    """A server on which something is missing."""
    certificates._weasyprint.cache_clear()
    if request.param == "pango":
        monkeypatch.delitem(sys.modules, "weasyprint", raising=False)
        monkeypatch.setattr(sys, "meta_path", [_NoPango(), *sys.meta_path])
    else:
        nowhere = certificates.FONTS[0].with_name("nowhere.ttc")
        monkeypatch.setattr(certificates, "FONTS", [nowhere])
    yield
    certificates._weasyprint.cache_clear()


def read(body):
    return pypdf.PdfReader(io.BytesIO(body))


def text_of(pdf):
    """The text without what stands between its signs: they are set apart, and broken in lines."""
    return re.sub(r"\s", "", "".join(page.extract_text() for page in pdf.pages))


def lines_of(page):
    """Where each piece of text stands: (text, x, y), in points from below and from the left."""
    found = []

    def see(text, at, within, _font, _size):
        if text.strip():
            x, y = within[4] * at[0] + at[4], within[5] * at[3] + at[5]
            found.append((text.strip(), x, y))

    page.extract_text(visitor_text=see)
    return found


class TestPaper:
    def test_is_a_pdf_for_whose_it_is(self, owner):
        answer = owner.get(PDF)
        assert answer.status_code == 200
        assert answer.headers["Content-Type"] == "application/pdf"
        assert answer.content.startswith(b"%PDF-1.7")

    def test_is_kept_nowhere_and_named(self, owner):
        headers = owner.get(PDF).headers
        named = "inline; filename*=utf-8''%E7%BB%93%E4%B8%9A%E8%AF%81%E4%B9%A6%20" + NUMBER + ".pdf"
        assert headers["Content-Disposition"] == named
        assert {"private", "no-store"} <= set(headers["Cache-Control"].split(", "))
        assert headers["X-Content-Type-Options"] == "nosniff"

    def test_is_there_for_nobody_else(self, client, certificate):
        client.force_login(User.objects.create_user("other", first_name="王晓明"))
        others = client.get(PDF)
        wrong = client.get(PDF.replace(NUMBER, "2" * 12))
        assert others.status_code == wrong.status_code == 404
        assert others.content == wrong.content
        assert client.get(PDF.replace(NUMBER, "%00")).status_code == 404

    def test_leads_who_is_not_signed_in_there_and_back(self, client, certificate):
        answer = client.get(PDF)
        assert answer.status_code == 302
        assert answer.headers["Location"] == f"/accounts/login/?next={PDF}"

    def test_says_what_it_certifies(self, district, certificate):
        pdf = read(certificates.draw(certificate))
        text = text_of(pdf)
        for part in ("结业证书", "王晓明", "《新入职党员入门课程》", NUMBER, "扫码核验"):
            assert part in text
        assert "全部2课" in text
        assert "党章里的权利" in text
        assert "2026年11月30日" in text
        assert text.count(district.title) == 2
        assert "7KQM XR4H NW2P" in pdf.pages[0].extract_text()

    def test_counts_lessons_that_are_many_or_long(self, make):
        lessons = [{"id": number, "title": f"第{number}讲"} for number in range(20)]
        text = text_of(read(certificates.draw(make(lessons=lessons))))
        assert "全部20课" in text
        assert "第1讲" not in text

    def test_is_for_readers_aloud(self, certificate):
        pdf = read(certificates.draw(certificate))
        assert pdf.metadata.title == "结业证书：王晓明《新入职党员入门课程》"
        root = pdf.trailer["/Root"]
        assert root["/Lang"] == "zh-CN"
        assert root["/MarkInfo"]["/Marked"]
        assert b"pdfuaid:part" in root["/Metadata"].get_object().get_data()

    def test_leaves_uploads_as_strict_as_they_were(self, owner, certificate):
        assert owner.get(PDF).status_code == 200
        assert ImageFile.LOAD_TRUNCATED_IMAGES is False

    def test_brings_its_fonts_and_no_pictures(self, certificate):
        resources = read(certificates.draw(certificate)).pages[0]["/Resources"]
        fonts = [font.get_object() for font in resources["/Font"].values()]
        assert len(fonts) == 2
        for font in fonts:
            assert "Noto-Serif-CJK-SC" in font["/BaseFont"]
            described = font["/DescendantFonts"][0].get_object()["/FontDescriptor"]
            assert "/FontFile3" in described
        drawn = [each.get_object() for each in resources.get("/XObject", {}).values()]
        assert "/Image" not in {each["/Subtype"] for each in drawn}

    @pytest.mark.parametrize(
        ("name", "title", "district_title"),
        [
            ("王", "学", "湖"),
            ("长" * 50, "学" * 255, "湖" * 255),
            ("W" * 50, "W" * 255, "W" * 255),
            ("𬱖㛃·" * 16 + "𬱖㛃", "深入学习、" * 51, "如意湖中央商务区"),
            ("Alexander Wolfeschlegelsteinhausenbergerdorff III", "word " * 51, "District " * 20),
        ],
    )
    def test_fits_on_its_page_however_long(self, make, district, name, title, district_title):
        type(district).objects.update(title=district_title)
        title = title.strip()
        lessons = [{"id": number, "title": "课" * 13} for number in range(8)]
        made = make(name=name, title=title, lessons=lessons)
        (page,) = read(certificates.draw(made)).pages
        assert (round(page.mediabox.width), round(page.mediabox.height)) == (842, 595)
        text = re.sub(r"\s", "", page.extract_text())
        assert re.sub(r"\s", "", name) in text
        assert f"《{title}》".replace(" ", "") in text
        lines = lines_of(page)
        assert all(x > 110 for _text, x, _y in lines)
        (end,) = [y for text, _x, y in lines if "特发此证" in text]
        (foot,) = [y for text, _x, y in lines if text == "扫码核验"]
        assert end > FOOT > foot
        assert min(y for text, _x, y in lines) > 50

    def test_lets_rare_signs_of_names_be_read(self, make):
        assert "𬱖㛃·买买提" in text_of(read(certificates.draw(make(name="𬱖㛃·买买提"))))

    def test_fetches_nothing_and_takes_no_markup(self, make, monkeypatch, caplog):
        """Whatever somebody calls themselves: it is text."""

        def refuse(*args, **_named):
            raise AssertionError(f"opened: {args}")

        certificates.draw(make())
        Certificate.objects.all().delete()
        name = '<img src="http://127.0.0.1:1/a.png">'
        title = '<style>@import "file:///etc/passwd"</style><link rel=stylesheet href=/x>'
        made = make(name=name, title=title)
        monkeypatch.setattr(socket, "socket", refuse)
        monkeypatch.setattr(builtins, "open", refuse)
        with caplog.at_level(logging.WARNING, "weasyprint"):
            text = text_of(read(certificates.draw(made)))
        assert re.sub(r"\s", "", name) in text
        assert re.sub(r"\s", "", title) in text
        # Nor does the renderer find anything amiss in our template.
        assert caplog.messages == []

    def test_fetches_nothing_even_if_the_template_asked(self, certificate, monkeypatch, caplog):
        page = render_to_string("learning/certificate.html", certificates._shown(certificate))
        wants = page.replace("</body>", '<img alt="" src="file:///etc/hostname"></body>')
        assert wants != page
        monkeypatch.setattr(certificates, "render_to_string", lambda *_args: wants)
        with caplog.at_level(logging.WARNING, "weasyprint"):
            certificates.draw(certificate)
        (told,) = caplog.messages
        assert "disallowed protocol: file:///etc/hostname" in told

    def test_is_refused_in_words_where_it_cannot_be_drawn(self, owner, cannot_draw, caplog):
        for _ in range(2):
            answer = owner.get(PDF)
            assert answer.status_code == 503
            assert "还不能生成证书" in answer.content.decode()
            assert "libpango-1.0-0" in answer.content.decode()
        told = [line for line in caplog.messages if "certificates_cannot_be_drawn" in line]
        assert len(told) == 1
        assert owner.get(PROOF).status_code == 200


class TestCode:
    def test_leads_to_the_proof(self, certificate, settings):
        settings.ORIGIN = "https://ruyi.example"
        address = f"https://ruyi.example{PROOF}"
        assert certificates.address(certificate) == address
        shown = certificates._shown(certificate)
        wanted = segno.make(address, error="m", micro=False).matrix
        assert _matrix(shown["code"], len(wanted)) == [[bit & 1 for bit in row] for row in wanted]
        page = read(certificates.draw(certificate)).pages[0]
        (link,) = {annotation.get_object()["/A"]["/URI"] for annotation in page["/Annots"]}
        assert link == address


def _matrix(svg, size):
    """What a code's path draws: runs from left to right, a row each time the pen moves down."""
    drawn = [[0] * size for _ in range(size)]
    x = y = 0.0
    for act, one, _comma, other in re.findall(
        r"([Mmh])(-?[\d.]+)([ ,]?)(-?[\d.]+)?", re.search(r' d="([^"]+)"', svg)[1]
    ):
        if act == "h":
            for column in range(int(x), int(x) + int(one)):
                drawn[int(y)][column] = 1
            x += float(one)
        elif act == "m":
            x, y = x + float(one), y + float(other)
        else:
            x, y = float(one), float(other)
    return drawn


class TestProof:
    def test_tells_everybody_what_holds_and_no_more(self, client, district, certificate):
        answer = client.get(PROOF)
        page = answer.content.decode()
        assert answer.status_code == 200
        for told in ("证书有效", "王*", "新入职党员入门课程", "2026年11月30日", district.title):
            assert told in page
        member = certificate.member
        for kept in ("王晓明", "晓明", "13800138000", member.username, "certificate.pdf", "党章里"):
            assert kept not in page
        assert 'name="robots" content="noindex"' in page
        assert "no-store" in answer.headers["Cache-Control"]

    @pytest.mark.parametrize("number", ["2" * 12, "nothing", "%00", "<b>", "0" * 12, "7" * 3000])
    def test_says_that_there_is_none(self, client, certificate, number):
        answer = client.get(f"/accounts/certificates/{number}/")
        page = answer.content.decode()
        assert answer.status_code == 404
        assert "没有找到这张证书" in page
        assert "证书有效" not in page
        assert "<b>”" not in page

    @pytest.mark.parametrize(
        "typed",
        ["7kqmxr4hnw2p", "7KQM XR4H NW2P", "7kqm-xr4h-nw2p", "７ＫＱＭ　ＸＲ４Ｈ　ＮＷ２Ｐ"],
    )
    def test_understands_numbers_as_people_type_them(self, client, certificate, typed):
        answer = client.get(reverse("certificate", args=[typed]))
        assert (answer.status_code, answer.headers["Location"]) == (302, PROOF)

    def test_leads_its_owner_to_the_paper(self, owner):
        assert PDF in owner.get(PROOF).content.decode()

    def test_leads_nobody_else_there(self, client, certificate):
        client.force_login(User.objects.create_user("other"))
        assert PDF not in client.get(PROOF).content.decode()

    def test_is_gone_with_the_person(self, client, certificate, settled):
        with settled():
            services.erase(user=certificate.member)
        assert client.get(PROOF).status_code == 404

    def test_masks_a_name_of_one_sign_and_of_rare_ones(self, make):
        assert make(name="𬱖").masked == "𬱖*"


class TestList:
    def test_holds_ones_own(self, owner, certificate, area):
        other = User.objects.create_user("other")
        theirs = {"member": other, "number": "2" * 12, "name": "李娜", "title": "别人的课"}
        course = factories.course(area)
        Certificate.objects.create(**theirs, course=course, day=certificate.day)
        page = owner.get(LIST).content.decode()
        assert "新入职党员入门课程" in page
        assert PDF in page
        assert PROOF in page
        assert "2026-11-30" in page
        assert "别人的课" not in page

    def test_says_how_to_get_one(self, client, member):
        client.force_login(member)
        assert "还没有证书" in client.get(LIST).content.decode()

    def test_is_for_who_is_signed_in(self, client, db):
        assert client.get(LIST).headers["Location"] == f"/accounts/login/?next={LIST}"
