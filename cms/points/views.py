"""Where administrators edit the rules of points, and where everybody reads them."""

from typing import Any

from django import forms
from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.http import require_GET, require_http_methods

from cms.members.screens import screen

from .models import Rule, Shows
from .services import change_rules, shows


class RuleForm(forms.ModelForm):
    class Meta:
        model = Rule
        fields = ["explanation", "amount", "most", "per_day", "per_year", "in_force"]


RuleForms = forms.modelformset_factory(Rule, form=RuleForm, extra=0)


class BoardForm(forms.Form):
    shows = forms.ChoiceField(label="排行榜", choices=Shows.choices, widget=forms.RadioSelect())


@require_http_methods(["GET", "POST"])
def edit_rules(request: HttpRequest) -> HttpResponse:
    """The rules and the leaderboard's switch, in one form."""
    by: Any = request.user
    if not by.is_superuser:
        raise PermissionDenied
    given = request.POST or None
    rules = RuleForms(given, queryset=Rule.objects.all())
    board = BoardForm(given, initial={"shows": shows()})
    if given and rules.is_valid() and board.is_valid():
        changed = rules.save(commit=False)
        change_rules(by=by, rules=changed, shows=Shows(board.cleaned_data["shows"]))
        messages.success(request, "已保存。新的规则从现在起算，已经记的分不变。")
        return redirect("point_rules")
    return screen(request, "points/rules", "积分与排行", "pick", rules=rules, board=board)


@require_GET
def show_rules(request: HttpRequest) -> HttpResponse:
    """The public rules page: made of the rules' rows."""
    rules = Rule.objects.filter(in_force=True)
    return render(request, "points/public.html", {"rules": rules, "shows": shows()})
