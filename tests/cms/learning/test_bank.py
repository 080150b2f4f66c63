"""The bank of questions in the admin: who may see it, what is refused, what becomes a version."""

import pytest
from django.contrib.auth.models import Permission
from django.urls import reverse

from cms.learning.bank import keep_version
from cms.learning.keepers import keepers, may_keep
from cms.learning.models import Drawn, Question, QuestionTag
from cms.members.models import User
from cms.members.roles import Role
from cms.publication.services import settle_all
from tests import factories
from tests.cms.learning import acts

pytestmark = pytest.mark.django_db

ROUTES = ["index", "index_results", "add"]
ABOUT_ONE = ["edit", "delete", "usage", "history", "history_results", "inspect"]


@pytest.fixture
def keeper(client, district):
    user = acts.in_charge(district)
    client.force_login(user)
    return user


def filled(*options, **fields):
    """A form as a browser sends it. options: (text, is right)."""
    given = {
        "kind": "SINGLE",
        "text": "党的根本宗旨是什么？",
        "explanation": "",
        "tags": "党史",
        "picture": "",
        "options-TOTAL_FORMS": len(options),
        "options-INITIAL_FORMS": 0,
        "options-MIN_NUM_FORMS": 2,
        "options-MAX_NUM_FORMS": 10,
    }
    for place, (text, right) in enumerate(options):
        given |= {f"options-{place}-text": text, f"options-{place}-ORDER": place + 1}
        given |= {f"options-{place}-is_right": "on"} if right else {}
    return given | fields


RIGHT = ("为人民服务", True)
WRONG = ("不知道", False)


def add(client, *options, **fields):
    return client.post(reverse("questions:add"), filled(*options, **fields))


def changed(question, **fields):
    """The form of a question again, changed."""
    kept = [(option.text, option.is_right) for option in question.options.all()]
    given = filled(*kept, text=question.text, **{"options-INITIAL_FORMS": len(kept)})
    for place, option in enumerate(question.options.all()):
        given[f"options-{place}-id"] = option.pk
    return given | fields


def change(client, question, **fields):
    """Send it; what the keeper reads then."""
    address = reverse("questions:edit", args=[question.pk])
    return client.post(address, changed(question, **fields), follow=True)


class TestWhoMayKeepIt:
    def test_administrators_and_who_is_in_charge_of_the_district(self, district):
        area = factories.area(district)
        admin, organiser = factories.admin(), acts.in_charge(district)
        others = [acts.in_charge(area), acts.in_charge(district, Role.ADVISER)]
        assert may_keep(admin)
        assert may_keep(organiser)
        assert not any(map(may_keep, others))
        given_by = User.objects.filter(is_superuser=True)
        assert set(keepers()) == {organiser, *given_by}

    @pytest.mark.parametrize("name", [*ROUTES, *ABOUT_ONE])
    def test_nobody_else_reads_a_right_answer_by_any_address(self, client, district, name):
        question = factories.question(explanation="秘密的解析")
        area = factories.area(district)
        branch = factories.organisation(area)
        url = reverse(f"questions:{name}", args=[question.pk] if name in ABOUT_ONE else [])
        for user in (
            acts.in_charge(area),
            acts.in_charge(branch, Role.SECRETARY),
            factories.writer(area),
        ):
            client.force_login(user)
            assert client.get(url).status_code in {302, 403}
            assert "题库" not in client.get("/admin/").content.decode()

    def test_no_second_road_tells_of_a_question(self, client, keeper, district):
        picture = factories.image(title="题图")
        question = factories.question(text="秘密的题干")
        change(client, question, picture=picture.pk, text="秘密的题干改")
        assert Question.objects.get().picture == picture
        client.cookies.clear()
        area = factories.area(district)
        roads = (
            "/admin/reports/site-history/",
            reverse("wagtailimages:image_usage", args=[picture.pk]),
            "/admin/tag-autocomplete/learning/questiontag/?term=党",
            "/admin/tag-autocomplete/learning/question/?term=秘",
            "/admin/pages/search/?q=秘密",
            "/admin/",
        )
        for user in (acts.in_charge(area), factories.writer(district)):
            client.force_login(user)
            for url in roads:
                answer = client.get(url, follow=True)
                assert "秘密的题干" not in answer.content.decode(), url

    def test_rights_of_a_group_give_nothing(self, client, district):
        user = factories.writer(district)
        group = user.groups.get()
        group.permissions.add(*Permission.objects.filter(content_type__app_label="learning"))
        client.force_login(user)
        assert client.get(reverse("questions:index")).status_code == 302

    def test_there_is_no_chooser_no_copy_and_no_bulk_act(self, client, keeper):
        question = factories.question()
        for url in (
            f"/admin/questions/copy/{question.pk}/",
            "/admin/snippets/choose/learning/question/",
            f"/admin/bulk/learning/question/delete/?id={question.pk}",
        ):
            assert client.post(url).status_code == 404
        assert Question.objects.filter(pk=question.pk).exists()


class TestTheForm:
    def test_keeps_a_question_with_its_first_version(self, client, keeper):
        assert add(client, RIGHT, WRONG).status_code == 302
        question = Question.objects.get()
        version = question.version
        assert (version.number, version.made_by, version.text) == (1, keeper, question.text)
        assert [option["right"] for option in version.options] == [True, False]
        assert [tag.name for tag in question.tags.all()] == ["党史"]

    @pytest.mark.parametrize(
        ("options", "fields", "said"),
        [
            ([RIGHT, RIGHT], {}, "两个一样的选项"),
            ([WRONG, ("都不是", False)], {}, "勾出一个正确答案"),
            ([RIGHT, ("也对", True)], {}, "勾出一个正确答案"),
            ([RIGHT, WRONG], {"kind": "MULTIPLE"}, "至少两个正确答案"),
            ([RIGHT, WRONG, ("都不是", False)], {"kind": "TRUE_FALSE"}, "只有两个选项"),
            ([RIGHT], {}, "要有 2 到 10 个选项"),
            ([RIGHT, ("", False)], {}, "必需字段"),
        ],
    )
    def test_says_in_chinese_what_cannot_be_asked(self, client, keeper, options, fields, said):
        page = add(client, *options, **fields)
        assert page.status_code == 200
        assert said in page.content.decode()
        assert not Question.objects.exists()

    def test_keeps_line_breaks_and_makes_no_version_of_none(self, client, keeper):
        add(client, RIGHT, ("一\r\n二", False), text="第一行\r\n第二行")
        question = Question.objects.get()
        assert question.text == "第一行\n第二行"
        assert question.version.options[1]["text"] == "一\n二"
        change(client, question, text="第一行\r\n第二行")
        assert question.versions.count() == 1

    def test_an_edit_is_a_new_version_and_what_was_asked_stays(self, client, keeper, member):
        lesson = factories.quiz(factories.area(keeper.duties.get().place), questions=1, drawn=1)
        settle_all()
        attempt = acts.take(member, lesson)
        question = Question.objects.get()
        before = question.text
        change(client, question, text="改过的题干")
        question.refresh_from_db()
        assert (question.version.number, question.version.text) == (2, "改过的题干")
        assert question.version.made_by == keeper
        assert Drawn.objects.get(attempt=attempt).version.text == before

    def test_never_calls_a_question_published(self, client, keeper):
        question = factories.question()
        page = client.get(reverse("questions:edit", args=[question.pk])).content.decode()
        assert "已发布" not in page[page.index("<main") :]

    def test_takes_an_option_out(self, client, keeper):
        question = factories.question()
        change(client, question, **{"options-3-DELETE": "on"})
        question.refresh_from_db()
        assert len(question.version.options) == 3


class TestTakingOneAway:
    def test_says_which_lessons_lack_it(self, client, keeper, district):
        lesson = factories.quiz(district, tag="党史", questions=2, drawn=2, title="少题的课")
        retired, other = Question.objects.order_by("pk")
        assert "不够抽了" not in change(client, other).content.decode()
        answer = change(client, retired, retired="on").content.decode()
        assert "《少题的课》可用的题不够抽了" in answer
        lesson.drawn_count = 1
        lesson.save_revision().publish()
        answer = client.post(reverse("questions:delete", args=[other.pk]), follow=True)
        assert "《少题的课》可用的题不够抽了" in answer.content.decode()


class TestDeleting:
    def test_one_that_nobody_was_asked_goes(self, client, keeper):
        question = factories.question()
        client.post(reverse("questions:delete", args=[question.pk]))
        assert not Question.objects.exists()

    @pytest.mark.parametrize("method", ["get", "post"])
    def test_one_that_was_drawn_stays_and_is_to_be_retired(
        self, client, keeper, member, district, method
    ):
        lesson = factories.quiz(district, questions=1, drawn=1)
        settle_all()
        acts.take(member, lesson)
        question = Question.objects.get()
        url = reverse("questions:delete", args=[question.pk])
        page = getattr(client, method)(url, follow=True).content.decode()
        assert "停用" in page
        assert "已经有人答过" in page
        assert Question.objects.exists()


class TestTheList:
    def test_is_searched_and_filtered(self, client, keeper):
        factories.question(text="消防车是什么颜色", tag="消防")
        factories.question(text="党旗是什么颜色", tag="党史", right=2)
        tag = QuestionTag.objects.get(name="消防")
        for asked, expected in (
            ("?q=党旗", "党旗"),
            (f"?tag={tag.pk}", "消防车"),
            ("?kind=MULTIPLE", "党旗"),
        ):
            page = client.get(reverse("questions:index") + asked).content.decode()
            assert [word for word in ("党旗", "消防车") if word in page] == [expected]

    def test_costs_as_much_for_many_as_for_one(self, client, keeper, django_assert_max_num_queries):
        url = reverse("questions:index")
        factories.question()
        client.get(url)
        with django_assert_max_num_queries(40) as first:
            client.get(url)
        for number in range(9):
            factories.question(tag=f"标签{number % 3}")
        with django_assert_max_num_queries(len(first)):
            client.get(url)


def test_the_page_of_a_question_says_all_about_it(client, keeper, district):
    question = factories.question(tag="党史", explanation="因为如此")
    lesson = factories.quiz(district, title="党史第一课", tag="党史")
    factories.quiz(district, title="别的课")
    question.text = "新的问法"
    question.save()
    keep_version(question=question, by=keeper)
    page = client.get(reverse("questions:inspect", args=[question.pk])).content.decode()
    for words in ("新的问法", "第 1 版", "第 2 版", "李组织", "因为如此", "党史第一课"):
        assert words in page
    assert reverse("wagtailadmin_pages:edit", args=[lesson.pk]) in page
    assert "别的课" not in page
    assert "人数不足 5" in page
