"""Quizzes and points in plain Python, told by their rules and not by the code that is tested.

Members, lessons and questions are numbers; an attempt is its place in `World.attempts`.
"""

import dataclasses
import datetime

MINUTE = datetime.timedelta(minutes=1)
# Shanghai knows no summer time.
SHANGHAI = datetime.timedelta(hours=8)


class No(Exception):
    """A rule says no, with this code."""

    def __init__(self, code):
        super().__init__(code)
        self.code = code


@dataclasses.dataclass
class Terms:
    """What an editor sets of a lesson's quiz."""

    drawn: int = 2
    attempts: int | None = None
    minutes: int | None = None
    wait: int = 0
    opens: datetime.datetime | None = None
    closes: datetime.datetime | None = None
    passes_at: int = 60
    part_marks: bool = False
    worth: int | None = None
    review: str = "FINISHED"


@dataclasses.dataclass
class Lesson:
    terms: Terms
    pool: list[int]
    public: bool = True


@dataclasses.dataclass(frozen=True)
class Wording:
    """A question as it was asked: how many options, which of them are right."""

    options: int
    right: frozenset[int]


@dataclasses.dataclass
class Question:
    wordings: list[Wording]
    retired: bool = False


@dataclasses.dataclass
class Asked:
    """A question in an attempt, and what was answered: options by their places in the wording."""

    wording: Wording
    answer: frozenset[int] = frozenset()
    keys: set[str] = dataclasses.field(default_factory=set)

    def percent(self, part_marks):
        if self.answer == self.wording.right:
            return 100
        if not part_marks or self.answer - self.wording.right:
            return 0
        return 100 * len(self.answer) // len(self.wording.right)


@dataclasses.dataclass
class Attempt:
    """One try, under the terms of its start."""

    member: int
    lesson: int
    number: int
    began: datetime.datetime
    ends: datetime.datetime | None
    terms: Terms
    asked: list[Asked]
    state: str = "IN_PROGRESS"
    finished: datetime.datetime | None = None
    score: int | None = None
    annulled: bool = False

    @property
    def runs(self):
        return self.state == "IN_PROGRESS" and not self.annulled

    @property
    def counts_as_done(self):
        return self.state != "IN_PROGRESS" and not self.annulled

    @property
    def passed(self):
        return None if self.score is None else self.score >= self.terms.passes_at


@dataclasses.dataclass
class Paid:
    """A line of the ledger: what an attempt earned on a day; and whether it was taken back."""

    attempt: int
    member: int
    lesson: int
    points: int
    day: datetime.date
    taken_back: bool = False


@dataclasses.dataclass
class Rule:
    amount: int
    most: int
    per_day: int | None
    per_year: int | None
    in_force: bool = True


class World:
    """All there is, and what the rules make of what is done to it."""

    def __init__(self, now, lessons, questions, rule):
        self.now = now
        self.lessons = lessons
        self.questions = questions
        self.rule = rule
        self.attempts = []
        self.paid = []
        # Each key of a member, and the attempt that it was answered with.
        self.keys = {}

    @property
    def day(self):
        return (self.now + SHANGHAI).date()

    def of(self, member, lesson):
        """The attempts that count, with their places."""
        return [
            (place, attempt)
            for place, attempt in enumerate(self.attempts)
            if (attempt.member, attempt.lesson) == (member, lesson) and not attempt.annulled
        ]

    def begin(self, member, lesson, key):
        """The attempt that the member goes on with; None when a new one is to be drawn."""
        known = self.keys.get((member, key))
        if known is not None and self.attempts[known].lesson != lesson:
            raise No("KEY_REUSED")
        if known is not None and self.attempts[known].annulled:
            raise No("ATTEMPT_OVER")
        running = [place for place, attempt in self.of(member, lesson) if attempt.runs]
        late = [place for place in running if self.is_late(self.attempts[place])]
        if known is None and running == late:
            self.check_may_begin(member, lesson)
        for place in late:
            self.close(place, "EXPIRED")
        if known is None and running != late:
            known = self.keys[member, key] = running[0]
        return known

    def check_may_begin(self, member, lesson):
        """Whether a new attempt may begin, one that runs past its time being over."""
        terms, now = self.lessons[lesson].terms, self.now
        if not self.lessons[lesson].public:
            raise No("QUIZ_NOT_FOUND")
        if terms.opens and now < terms.opens:
            raise No("NOT_OPEN")
        if terms.closes and now >= terms.closes:
            raise No("CLOSED")
        before = [attempt for _, attempt in self.of(member, lesson)]
        if terms.attempts and len(before) >= terms.attempts:
            raise No("NO_ATTEMPTS_LEFT")
        ended = [attempt.finished or attempt.ends for attempt in before]
        if ended and now < max(ended) + terms.wait * MINUTE:
            raise No("TOO_SOON")
        if len(self.drawable(lesson)) < terms.drawn:
            raise No("QUIZ_NOT_FOUND")

    def drawable(self, lesson):
        """The questions that its quiz may draw now."""
        return [n for n in self.lessons[lesson].pool if not self.questions[n].retired]

    def drew(self, member, lesson, key, questions):
        """A new attempt began, with these questions as they are worded now."""
        terms = self.lessons[lesson].terms
        limits = [terms.closes, terms.minutes and self.now + terms.minutes * MINUTE]
        taken = {attempt.number for _, attempt in self.of(member, lesson)}
        begun = Attempt(
            member,
            lesson,
            number=min(set(range(1, len(taken) + 2)) - taken),
            began=self.now,
            ends=min([limit for limit in limits if limit], default=None),
            terms=dataclasses.replace(terms),
            asked=[Asked(self.questions[question].wordings[-1]) for question in questions],
        )
        self.attempts.append(begun)
        self.keys[member, key] = len(self.attempts) - 1

    def answer(self, member, place, question, chosen, key):
        """Save the answer to the question in that place of the attempt; chosen: a list."""
        attempt = self.attempts[place]
        asked = attempt.asked[question]
        if attempt.annulled or attempt.member != member:
            raise No("ATTEMPT_NOT_FOUND")
        if key in asked.keys:
            return
        if attempt.runs and self.is_late(attempt):
            self.close(place, "EXPIRED")
        if attempt.state != "IN_PROGRESS":
            raise No("TIME_OVER" if attempt.state == "EXPIRED" else "ATTEMPT_OVER")
        many = len(asked.wording.right) > 1
        sound = all(0 <= option < asked.wording.options for option in chosen)
        if not sound or len(set(chosen)) < len(chosen) or (len(chosen) > 1 and not many):
            raise No("WRONG_OPTION")
        asked.answer = frozenset(chosen)
        asked.keys.add(key)

    def finish(self, member, place):
        attempt = self.attempts[place]
        if attempt.annulled or attempt.member != member:
            raise No("ATTEMPT_NOT_FOUND")
        if attempt.runs:
            self.close(place, "EXPIRED" if self.is_late(attempt) else "FINISHED")

    def is_late(self, attempt):
        """One begun without an end ends with a closing that was set since."""
        ends = attempt.ends or self.lessons[attempt.lesson].terms.closes
        return ends is not None and self.now >= ends

    def close_due(self):
        """The clock's part; returns how many it closed."""
        late = [n for n, each in enumerate(self.attempts) if each.runs and self.is_late(each)]
        for place in late:
            self.close(place, "EXPIRED")
        return len(late)

    def best(self, member, lesson):
        return max((each.score or 0 for _, each in self.of(member, lesson)), default=0)

    def close(self, place, state):
        """Grade what was answered; pay what it is better than all before."""
        attempt = self.attempts[place]
        before = self.best(attempt.member, attempt.lesson)
        marks = [asked.percent(attempt.terms.part_marks) for asked in attempt.asked]
        attempt.state = state
        attempt.finished = (state == "EXPIRED" and attempt.ends) or self.now
        attempt.score = sum(marks) // len(marks)
        worth = self.worth(attempt.lesson)
        better = worth * attempt.score // 100 - worth * before // 100
        points = min(better, self.room(attempt.member, attempt.lesson, worth))
        if points > 0:
            self.paid.append(Paid(place, attempt.member, attempt.lesson, points, self.day))

    def worth(self, lesson):
        own = self.lessons[lesson].terms.worth
        if not self.rule.in_force:
            return 0
        return min(self.rule.most, self.rule.amount if own is None else own)

    def room(self, member, lesson, worth):
        """What the lesson's worth and the caps leave."""
        kept = [line for line in self.paid if line.member == member and not line.taken_back]
        rooms = [worth - sum(line.points for line in kept if line.lesson == lesson)]
        if self.rule.per_day is not None:
            today = sum(line.points for line in kept if line.day == self.day)
            rooms.append(self.rule.per_day - today)
        if self.rule.per_year is not None:
            year = sum(line.points for line in kept if line.day.year == self.day.year)
            rooms.append(self.rule.per_year - year)
        return min(rooms)

    def annul(self, place, *, allowed, reason):
        if not allowed:
            raise No("FORBIDDEN")
        if not reason.strip():
            raise No("WORDS_NEEDED")
        self.attempts[place].annulled = True
        for line in self.paid:
            if line.attempt == place:
                line.taken_back = True

    def balance(self, member):
        return sum(x.points for x in self.paid if x.member == member and not x.taken_back)

    def somebody_has_time(self, lesson):
        """Whether an attempt runs that was given longer than the quiz is open now."""
        return any(
            each.lesson == lesson and each.runs and each.ends and each.ends > self.now
            for each in self.attempts
        )

    def shows_answers(self, place):
        """Whether its member may see what was right."""
        attempt = self.attempts[place]
        terms = self.lessons[attempt.lesson].terms
        return (
            attempt.counts_as_done
            and {
                "NEVER": False,
                "FINISHED": True,
                "PASSED": bool(attempt.passed),
                "CLOSED": terms.closes is not None
                and self.now >= terms.closes
                and not self.somebody_has_time(attempt.lesson),
            }[terms.review]
        )
