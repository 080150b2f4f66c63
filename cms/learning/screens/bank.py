"""题库 in the admin: the list, the form and the page of a question, for the bank's keepers only.

There is no chooser, no copy and no public address: nothing else leads to a question.
"""

from typing import Any

import django_filters
from django import forms
from django.contrib import messages
from django.contrib.auth.models import Permission
from django.db import transaction
from django.db.models import ProtectedError, QuerySet
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.utils.functional import cached_property
from wagtail.admin.filters import WagtailFilterSet
from wagtail.admin.forms import WagtailAdminModelForm
from wagtail.admin.panels import FieldPanel, HelpPanel, InlinePanel, ObjectList
from wagtail.admin.ui.components import MediaContainer
from wagtail.admin.ui.tables import Column
from wagtail.admin.views import generic
from wagtail.admin.viewsets.model import ModelViewSet
from wagtail.admin.widgets import AdminAutoHeightTextInput
from wagtail.permission_policies import ModelPermissionPolicy

from cms.learning import statistics
from cms.learning.bank import keep_version, lessons_asking, lessons_lacking, was_drawn
from cms.learning.keepers import keepers, may_keep
from cms.learning.models import Question, QuestionTag
from cms.learning.models.bank import FEWEST_OPTIONS, MOST_OPTIONS, check_question
from cms.members.models import User

ASKED_ALREADY = "这道题已经有人答过，删掉会毁了他们的成绩，所以不能删。不想再考它，请勾选“停用”。"


class KeepersOnly(ModelPermissionPolicy):
    """Right answers are the bank's keepers' to read, whatever permissions a group was given."""

    def user_has_permission(self, user: Any, action: str) -> bool:
        return may_keep(user)

    def user_has_any_permission(self, user: Any, actions: Any) -> bool:
        return may_keep(user)

    def users_with_any_permission(self, actions: Any) -> QuerySet[User]:
        return keepers()


class QuestionForm(WagtailAdminModelForm):
    """Refuses what cannot be asked or judged; each change becomes a version."""

    def clean(self) -> dict[str, Any]:
        cleaned: dict[str, Any] = super().clean()
        options = self.formsets["options"].forms
        # What is wrong in a row is said there.
        if "kind" in cleaned and all(form.is_valid() for form in options):
            rows = (form.cleaned_data for form in options if form.cleaned_data)
            kept = [(row["text"], row["is_right"]) for row in rows if not row["DELETE"]]
            check_question(cleaned["kind"], kept)
        return cleaned

    @transaction.atomic
    def save(self, commit: bool = True) -> Question:
        question: Question = super().save(commit)
        keep_version(question=question, by=self.for_user)
        question.refresh_from_db(fields=["version"])
        return question


class QuestionFilters(WagtailFilterSet):
    tag = django_filters.ModelChoiceFilter(
        field_name="tagged__tag",
        queryset=QuestionTag.objects.order_by("name"),
        label="标签",
        empty_label="全部",
        widget=forms.RadioSelect,
    )

    class Meta:
        model = Question
        fields = ["kind", "retired"]


class QuestionList(generic.IndexView):
    @cached_property
    def _is_keepers(self) -> bool:
        """Asked once: each row has buttons, and each button wants to know."""
        return may_keep(self.request.user)

    def user_has_permission(self, permission: str) -> bool:
        return self._is_keepers

    def user_has_any_permission(self, permissions: Any) -> bool:
        return self._is_keepers

    def get_base_queryset(self) -> QuerySet[Question]:
        return Question.objects.prefetch_related("tagged__tag")

    def get_table(self, object_list: Any) -> Any:
        right = statistics.right_percents(object_list)
        for question in object_list:
            question.right_percent = right.get(question.pk)
        return super().get_table(object_list)


class NothingBeside:
    """Wagtail's panel of status would call a question published, which none ever is."""

    def get_side_panels(self) -> MediaContainer:
        return MediaContainer()


class QuestionCreation(NothingBeside, generic.CreateView):
    pass


class QuestionEditing(NothingBeside, generic.EditView):
    def save_instance(self) -> Question:
        before = self.object.tag_numbers()
        saved: Question = super().save_instance()
        _warn_of_lacking(self.request, before | saved.tag_numbers())
        return saved


def _warn_of_lacking(request: HttpRequest, tags: set[int]) -> None:
    """Whoever takes a question away learns which quizzes cannot be begun without it."""
    if lacking := lessons_lacking(tags):
        named = "".join(f"《{lesson.title}》" for lesson in lacking)
        words = f"{named}可用的题不够抽了，现在没人能开始答题。请补题，或请作者少抽几道。"
        messages.warning(request, words)


class QuestionPage(generic.InspectView):
    """详情: what it says, its versions, the lessons that ask it, and how it is answered."""

    page_title = "详情"

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        question = self.object
        versions = question.versions.select_related("made_by", "picture").order_by("-number")
        return super().get_context_data(
            question=question,
            versions=versions,
            lessons=lessons_asking(question),
            figures=statistics.of_question(question),
            least=statistics.LEAST,
            **kwargs,
        )


class QuestionDeletion(generic.DeleteView):
    """For one that nobody was ever asked."""

    def dispatch(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        if may_keep(request.user) and was_drawn(self.object):
            return self._kept()
        return super().dispatch(request, *args, **kwargs)

    def delete_action(self) -> None:
        tags = self.object.tag_numbers()
        with transaction.atomic():
            super().delete_action()
        _warn_of_lacking(self.request, tags)

    def form_valid(self, form: Any) -> HttpResponse:
        try:
            return super().form_valid(form)
        except ProtectedError:
            # Somebody was asked it at this very moment.
            return self._kept()

    def _kept(self) -> HttpResponse:
        messages.error(self.request, ASKED_ALREADY)
        return redirect(self.edit_url_name, self.object.pk)


def _tags(question: Question) -> str:
    return "、".join(sorted(tagged.tag.name for tagged in question.tagged.all()))


def _retired(question: Question) -> str:
    return "已停用" if question.retired else ""


def _right_percent(question: Any) -> str:
    return "—" if question.right_percent is None else f"{question.right_percent}%"


class QuestionViewSet(ModelViewSet):
    model = Question
    name = "questions"
    icon = "tasks"
    menu_label = "题库"
    menu_order = 470
    add_to_admin_menu = True
    index_view_class = QuestionList
    add_view_class = QuestionCreation
    edit_view_class = QuestionEditing
    inspect_view_class = QuestionPage
    delete_view_class = QuestionDeletion
    inspect_view_enabled = True
    inspect_view_fields = ["kind"]
    # A copy would be the same question twice, and share what an import knows it by.
    copy_view_enabled = False
    list_per_page = 50
    list_display = [
        "__str__",
        "kind",
        Column("tags", label="标签", accessor=_tags),
        Column("retired", label="停用", accessor=_retired, sort_key="retired"),
        Column("right", label="答对率", accessor=_right_percent),
    ]
    filterset_class = QuestionFilters
    search_fields = ["text"]
    inspect_template_name = "learning/question.html"
    edit_handler = ObjectList(
        [
            FieldPanel("kind"),
            FieldPanel("text", widget=AdminAutoHeightTextInput),
            FieldPanel("picture"),
            InlinePanel(
                "options",
                [
                    FieldPanel("text", widget=AdminAutoHeightTextInput),
                    FieldPanel("is_right"),
                ],
                heading="选项",
                label="选项",
                min_num=FEWEST_OPTIONS,
                max_num=MOST_OPTIONS,
                help_text="勾出正确答案。单选题勾一个，多选题至少勾两个；"
                "判断题只要两个选项：正确、错误。答题时选项的顺序会打乱，判断题除外。",
            ),
            FieldPanel("explanation", widget=AdminAutoHeightTextInput),
            FieldPanel("tags"),
            FieldPanel("retired"),
            HelpPanel("改了题目会存成一个新版本，已经答过的成绩不变。"),
        ],
        base_form_class=QuestionForm,
    )

    def get_permissions_to_register(self) -> QuerySet[Permission]:
        """None: a group cannot be given what only a duty gives."""
        return Permission.objects.none()
