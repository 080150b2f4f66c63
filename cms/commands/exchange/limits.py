"""What a file of rows may come to, and what is said of one that cannot be read."""

MAX_BYTES = 20 * 1024 * 1024
MAX_ROWS = 50_000
MAX_COLUMNS = 200


class UnreadableFile(Exception):
    """The file as a whole cannot be read; the message says what to do, `words` in Chinese."""

    def __init__(self, message: str, words: str) -> None:
        super().__init__(message)
        self.words = words
