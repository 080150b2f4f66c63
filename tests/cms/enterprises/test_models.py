"""What enterprises and jobs say of themselves in public, and how long a job is open."""

import datetime
import json

import pytest

from cms.core import clock as time
from cms.core.errors import Refusal
from cms.enterprises.models import TERM, Enterprise, Job, Vacancy
from cms.enterprises.services import find_or_add_enterprise
from cms.publication.models import Entry
from cms.publication.services import settle_all
from tests import factories


@pytest.fixture
def building(district):
    return factories.building(factories.area(district))


def entry(page):
    settle_all()
    return Entry.objects.public().get(page_id=page.pk)


def document(page):
    return json.loads(entry(page).document)


def test_an_unclassified_enterprise_says_so(building):
    firm = factories.enterprise(building)
    assert document(firm)["industry"] == {"code": "", "name": "未分类"}
    assert (document(firm)["building"], document(firm)["website"]) == (building.pk, None)
    assert entry(firm).industry == ""


def test_a_job_names_its_enterprise_and_building_and_takes_its_industry(building):
    firm = factories.enterprise(building, industry="金融业")
    job = factories.job(firm, salary_text="8千-1.2万/月", education="MASTER")
    shown = document(job)
    assert (shown["enterprise"], shown["building"]) == (firm.pk, building.pk)
    assert shown["salary"] == {
        "text": "8千-1.2万/月",
        "monthlyMinYuan": 8_000,
        "monthlyMaxYuan": 12_000,
    }
    columns = entry(job)
    assert (columns.industry, columns.education, columns.monthly_max_yuan) == (
        "J",
        "MASTER",
        12_000,
    )


def test_pay_to_be_agreed_is_no_salary(building):
    job = factories.job(factories.enterprise(building))
    assert (document(job)["salary"], document(job)["experience"]) == (None, "不限")


def test_a_contact_is_public_as_written_and_null_where_there_is_none(building):
    firm = factories.enterprise(building, contact="人事部 0371-0000-2001")
    jobs = (factories.job(firm), factories.job(firm, contact="hr@example.com"))
    shown = [document(page)["contact"] for page in (firm, *jobs)]
    assert shown == ["人事部 0371-0000-2001", None, "hr@example.com"]


def test_an_editor_is_told_of_a_job_that_nobody_could_apply_to(building):
    def told(firm, **fields):
        return "NO_CONTACT" in [f.code for f in factories.job(firm, **fields).findings]

    silent = factories.enterprise(building)
    assert told(silent)
    assert not told(silent, contact="hr@example.com")
    assert not told(factories.enterprise(building, contact="前台 0371-0000-2001"))
    # A new page has no place yet: nothing can be said of its firm.
    assert "NO_CONTACT" not in [finding.code for finding in Job(title="前台").findings]


def test_an_editor_is_told_of_a_mobile_number_in_a_contact(building):
    firm = factories.enterprise(building, contact="王女士 13800008000")
    urgent = [finding for finding in firm.findings if finding.urgent]
    assert [finding.code for finding in urgent] == ["PHONE_NUMBER"]
    assert "138****8000" in urgent[0].message
    assert not [f for f in factories.enterprise(building).findings if f.urgent]


def test_a_job_is_found_by_the_name_of_its_enterprise(building):
    job = factories.job(factories.enterprise(building, title="清禾科技"))
    settle_all()
    assert job.pk in [found.page_id for found in Entry.objects.public("JOB").found_by("清禾")]


def test_a_job_is_open_for_thirty_days_from_when_it_goes_live(building):
    firm = factories.enterprise(building)
    before = time.now()
    assert before + TERM <= factories.job(firm).expire_at <= time.now() + TERM


def test_the_term_of_a_draft_begins_when_it_goes_live(building, clock):
    job = factories.job(factories.enterprise(building), live=False)
    assert job.expire_at is None
    clock(days=20)
    job.latest_revision.publish()
    assert Job.objects.get(pk=job.pk).expire_at >= time.now() + TERM - datetime.timedelta(minutes=1)


def test_editing_a_running_listing_does_not_renew_it_and_an_ended_one_starts_anew(building, clock):
    vacancy = factories.vacancy(building)
    first = vacancy.expire_at
    clock(days=10)
    Vacancy.objects.get(pk=vacancy.pk).save_revision().publish()
    assert Vacancy.objects.get(pk=vacancy.pk).expire_at == first
    vacancy.latest_revision.as_object().unpublish()
    clock(days=30)
    vacancy.latest_revision.publish()
    assert Vacancy.objects.get(pk=vacancy.pk).expire_at > first


def test_an_editors_own_end_stands(building):
    end = time.now() + datetime.timedelta(days=3)
    assert factories.job(factories.enterprise(building), expire_at=end).expire_at == end


# Found by name


def test_a_firm_is_one_page_wherever_it_stands(building, district):
    firm, added = find_or_add_enterprise(under=building, name="清禾科技", industry="软件")
    again, added_again = find_or_add_enterprise(under=district, name="清禾科技", industry="金融")
    assert (added, added_again, firm.pk) == (True, False, again.pk)
    assert Enterprise.objects.get().industry == "软件"


def test_a_firm_that_is_not_public_takes_no_jobs(building):
    factories.enterprise(building, title="清禾科技", live=False)
    with pytest.raises(Refusal) as refused:
        find_or_add_enterprise(under=building, name="清禾科技")
    assert refused.value.code == "ENTERPRISE_HIDDEN"


def test_a_firm_without_a_name_is_refused(district):
    with pytest.raises(Refusal) as refused:
        find_or_add_enterprise(under=district, name="")
    assert (refused.value.code, refused.value.field) == ("NO_ENTERPRISE_NAME", "company")


def test_a_firm_that_breaks_a_rule_is_refused_with_the_field_in_words(district):
    with pytest.raises(Refusal) as refused:
        find_or_add_enterprise(under=district, name="清禾科技", size_band="大" * 31)
    assert (refused.value.code, refused.value.field) == ("INVALID_FIELD", "size_band")
    assert refused.value.message.startswith("规模：")
    assert not Enterprise.objects.exists()


def test_an_unclear_salary_is_told_to_its_editor_and_shown_as_written(building):
    firm = factories.enterprise(building, contact="前台 0371-0000-2001")
    body = [factories.paragraph("<p>接待来客。</p>")]
    job = factories.job(firm, salary_text="八千左右", body=body)
    assert [finding.code for finding in job.findings] == ["UNCLEAR_SALARY"]
    assert document(job)["salary"]["text"] == "八千左右"
    job.salary_text = "8千-1万/月"
    assert job.findings == []


def test_a_job_that_does_not_say_what_is_to_be_done_is_told_to_its_editor(building):
    firm = factories.enterprise(building, contact="前台 0371-0000-2001")
    job = factories.job(firm, body=[factories.paragraph("<p></p>")])
    assert [finding.code for finding in job.findings] == ["NO_DESCRIPTION"]
    job.body = [factories.paragraph("<p>接待来客。</p>")]
    assert job.findings == []
