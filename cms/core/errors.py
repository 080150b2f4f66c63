"""Refusal: the one way a rule says no."""


class Refusal(Exception):
    """An expected no. The caller shows `message` (Chinese, what to do), may react to `code`.

    code: what happened, SCREAMING_SNAKE; field: the input at fault, or None.
    """

    def __init__(self, code: str, message: str, field: str | None = None) -> None:
        super().__init__(message)
        self.code = code
        self.message = message
        self.field = field
