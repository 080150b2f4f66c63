"""Names of people, as those may see them who do not know them."""


def masked(name: str) -> str:
    """王小明 -> 王*: the first character and no more."""
    return f"{name[:1]}*"
