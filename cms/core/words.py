"""Words of a text without spaces: Chinese cut into pairs of characters, to be found by."""

import re
import unicodedata

# Han with its extensions and compatibility forms, kana and hangul: scripts written without spaces.
_UNSPACED = (
    r"\u3005-\u3007\u3040-\u30ff\u3400-\u4dbf\u4e00-\u9fff"
    r"\uac00-\ud7af\uf900-\ufaff\U00020000-\U0003ffff"
)
_RUN = re.compile(rf"[{_UNSPACED}]+|[^\W_{_UNSPACED}]+")
_IS_UNSPACED = re.compile(rf"[{_UNSPACED}]")


def terms(text: str) -> list[str]:
    """The words a text is found by: 如意湖 CBD -> 如意 意湖 cbd. One character alone stays one."""
    found: list[str] = []
    for run in _RUN.findall(unicodedata.normalize("NFKC", text).lower()):
        if len(run) > 1 and _IS_UNSPACED.match(run):
            found += [run[i : i + 2] for i in range(len(run) - 1)]
        else:
            found.append(run)
    return found


def cut(text: str) -> str:
    """A text as the index stores it: its terms, and each character, so that one finds its pairs."""
    singles = _IS_UNSPACED.findall(unicodedata.normalize("NFKC", text))
    return " ".join([*terms(text), *singles])
