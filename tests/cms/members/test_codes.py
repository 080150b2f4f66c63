"""One-time codes: used once, tried thrice, counted exactly, whoever asks at once."""

import pytest
from django.db import transaction

from cms.core.errors import Refusal
from cms.members import codes
from cms.members.models import SentCode, SentDay
from tests.cms.members import acts

PHONE, ADDRESS = "+8613800138000", "192.0.2.1"


def send(phone=PHONE, address=ADDRESS, reference="r1"):
    return codes.issue(phone=phone, address=address, reference=reference)


def wrong(code):
    return f"{(int(code) + 1) % 1_000_000:06}"


@pytest.mark.django_db
class TestOneCode:
    def test_opens_once(self):
        code = send()
        assert codes.use(reference="r1", code=code)
        assert not codes.use(reference="r1", code=code)

    def test_has_six_digits_and_is_kept_nowhere(self):
        code = send()
        assert len(code) == 6
        assert code.isdigit()
        row = SentCode.objects.values().get()
        assert code not in [str(value) for value in row.values()]

    def test_is_worth_nothing_after_three_wrong_tries(self):
        code = send()
        for _ in range(3):
            assert not codes.use(reference="r1", code=wrong(code))
        assert not codes.use(reference="r1", code=code)

    def test_is_worth_nothing_after_five_minutes(self, clock):
        code = send()
        clock(minutes=5)
        assert not codes.use(reference="r1", code=code)

    def test_is_worth_nothing_once_another_was_sent(self, clock):
        first = send()
        clock(seconds=61)
        second = send(reference="r2")
        assert not codes.use(reference="r1", code=first)
        assert codes.use(reference="r2", code=second)

    def test_is_nothing_for_another_reference(self):
        code = send()
        assert not codes.use(reference="r2", code=code)
        assert not codes.use(reference="", code=code)


@pytest.mark.django_db
class TestLimits:
    def test_a_minute_lies_between_two_codes_to_one_number(self, clock):
        send()
        with pytest.raises(Refusal, match="60 秒后"):
            send(reference="r2")
        assert codes.refusal(PHONE, ADDRESS)
        clock(seconds=61)
        assert not codes.refusal(PHONE, ADDRESS)
        send(reference="r2")

    def test_a_number_gets_ten_a_day(self, clock):
        for number in range(10):
            send(address=f"192.0.2.{number}", reference=f"r{number}")
            clock(seconds=61)
        with pytest.raises(Refusal, match="今天"):
            send(reference="r10")
        clock(days=1)
        send(reference="r10")

    def test_an_address_gets_sixty_an_hour(self, clock):
        for number in range(60):
            send(phone=f"+86138{number:08}", reference=f"r{number}")
        with pytest.raises(Refusal, match="网络"):
            send(phone="+8613900000000", reference="last")
        clock(hours=1, seconds=1)
        send(phone="+8613900000000", reference="last")

    def test_a_day_has_a_top_for_all(self):
        send()
        SentDay.objects.update(count=codes.PER_DAY)
        with pytest.raises(Refusal, match="今天的短信"):
            send(phone="+8613900000000", reference="r2")

    def test_a_refused_code_counts_for_nothing(self):
        send()
        with pytest.raises(Refusal), transaction.atomic():
            send(reference="r2")
        assert SentCode.objects.count() == 1
        assert SentDay.objects.get().count == 1

    def test_old_codes_are_forgotten(self, clock):
        send()
        clock(days=3)
        assert codes.forget_codes(codes.clock.now()) == 1
        assert not SentDay.objects.exists()


class TestRaces:
    def test_of_many_processes_with_the_right_code_one_gets_in(self, crew):
        code = send()
        barrier = crew.barrier(8)
        let_in = crew.race(*[(acts.try_code, barrier, "r1", code)] * 8)
        assert let_in.count(True) == 1

    def test_many_guesses_at_once_are_three_guesses(self, crew):
        code = send()
        barrier = crew.barrier(8)
        let_in = crew.race(*[(acts.try_code, barrier, "r1", wrong(code))] * 8)
        assert let_in.count(True) == 0
        assert SentCode.objects.get().tries == 3

    def test_of_many_processes_that_ask_one_sends(self, crew):
        barrier = crew.barrier(8)
        said = crew.race(*[(acts.ask_for_code, barrier, number) for number in range(8)])
        assert sorted(said) == ["TOO_MANY_CODES"] * 7 + ["sent"]

    def test_without_the_lock_several_would_send(self, crew):
        barrier = crew.barrier(4)
        said = crew.race(*[(acts.ask_without_the_lock, barrier, number) for number in range(4)])
        assert said.count("sent") > 1
