"""Lessons and courses, the bank of questions, attempts at quizzes, certificates."""

from .attempts import Attempt, AttemptState, Certificate, Drawn
from .bank import Option, Question, QuestionKind, QuestionTag, QuestionTagged, Version
from .lessons import Course, CourseLesson, Lesson, LessonTagged, Review

__all__ = [
    "Attempt",
    "AttemptState",
    "Certificate",
    "Course",
    "CourseLesson",
    "Drawn",
    "Lesson",
    "LessonTagged",
    "Option",
    "Question",
    "QuestionKind",
    "QuestionTag",
    "QuestionTagged",
    "Review",
    "Version",
]
