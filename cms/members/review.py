"""Review: who may not publish submits, and the organiser of the place decides."""

from typing import Any

from django.contrib import messages
from django.db import transaction
from django.http import HttpRequest
from wagtail.models import Page, TaskState, Workflow, WorkflowPage, WorkflowTask

from .models import Review

NAME = "审核"


@transaction.atomic
def establish() -> None:
    """See that every page has this one workflow, in place of Wagtail's by groups; twice is once."""
    root = Page.objects.filter(depth=1).first()
    if root is None or Review.objects.exists():
        return
    for former in Workflow.objects.filter(workflow_pages__page=root):
        for task in former.tasks:
            task.deactivate()
        former.deactivate()
    workflow = Workflow.objects.create(name=NAME)
    review = Review.objects.create(name="党务工作者审核")
    WorkflowTask.objects.create(workflow=workflow, task=review, sort_order=0)
    WorkflowPage.objects.create(workflow=workflow, page=root)


def say_why(request: HttpRequest, page: Page) -> None:
    """Before the form of a page that was returned: by whom, and what they want changed."""
    state = page.current_workflow_state
    if request.method != "GET" or not state or state.status != state.STATUS_NEEDS_CHANGES:
        return
    task: TaskState = state.current_task_state
    words = task.comment or "没有写原因"
    messages.warning(request, f"{task.finished_by or '审核人'}退回修改：{words}")


def keep_one_way_out(items: list[Any], _request: HttpRequest, context: dict[str, Any]) -> None:
    """Who may publish does so; submitting is for who may not."""
    page = context.get("page") or context.get("parent_page")
    if page and page.permissions_for_user(context["request"].user).can_publish():
        items[:] = [item for item in items if item.name != "action-submit"]
