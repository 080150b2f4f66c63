"""What is too much is refused before it costs anything: no statement, and no validation."""

import random

import pytest
from graphql import GraphQLSyntaxError, Source, TokenKind, get_introspection_query
from graphql.language.lexer import Lexer

from schema.core import limits, queries

NESTED = "{ areas { %s } }"


@pytest.fixture
def refused_for_free(refused, django_assert_num_queries, monkeypatch):
    """The code of a refusal that came before validation, and before any statement."""

    def validated(*_args, **_kwargs):
        pytest.fail("it should not have come to validation")

    def refused_for_free(query):
        monkeypatch.setattr(queries, "validate", validated)
        with django_assert_num_queries(0):
            return refused(query)

    return refused_for_free


def fields(count):
    return " ".join(f"f{n}" for n in range(count))


def test_tokens(db, refused_for_free):
    assert refused_for_free("{ %s }" % ("a " * 1000)) == "TOO_MANY_TOKENS"
    assert refused_for_free("{ a(b: [%s]) }" % ('"x"' * 1000)) == "TOO_MANY_TOKENS"
    # The lexer reads 1-1-1 as three numbers.
    assert refused_for_free("{ a(b: [%s]) }" % ("1-1" * 1000)) == "TOO_MANY_TOKENS"
    assert refused_for_free("{ a(b: [%s]) }" % ("1.5e3," * 1000)) == "TOO_MANY_TOKENS"


def test_signs_in_strings_and_comments_are_no_tokens(db, answered):
    noise = "{}[]()" * 500
    assert answered(f'# {noise}\n{{ content(url: "{noise}") {{ id }} }}') == {"content": None}
    block = f'"""{noise} \\""" " """'
    assert answered(f"{{ content(url: {block}) {{ id }} }}") == {"content": None}


def test_tokens_are_counted_as_the_lexer_does():
    chance = random.Random(20261123)
    pieces = [
        *("a", "_b9", "0", "-12", "1.5", "2e9", "-0.5E-3", '"x"', '""', '"\\""', '"""y"""'),
        *('"""\\""" z"""', '""""""', "...", "{", "}", "(", ")", "[", "]", ":", "=", "@", "!"),
        *("$", "|", "&", "#c\n", " ", ",", "\n", "-1-1", '"""\n"""', '"é中"', '"""""" ""'),
    ]
    compared = 0
    for _ in range(5000):
        text = "".join(chance.choices(pieces, k=chance.randint(1, 12)))
        try:
            lexed = lexer_count(text)
        except GraphQLSyntaxError:
            continue
        compared += 1
        counted = [each for each in limits._TOKEN.findall(text) if not each.startswith("#")]
        assert len(counted) == lexed, text
    assert compared > 500


def lexer_count(text):
    lexer, count = Lexer(Source(text)), 0
    while lexer.advance().kind is not TokenKind.EOF:
        count += 1
    return count


def test_a_string_that_never_ends_is_looked_at_once():
    for text in ('"""\n' + '\\"""\n' * 12_000, '"""' + "x" * 60_000, '"""' + '\\"""' * 15_000):
        assert limits._TOKEN.findall(text) == [text]


def test_depth(db, refused_for_free, refused):
    deep = "{ a { b { c { d { e { f { g { h { i } } } } } } } } }"
    assert refused_for_free(deep) == "TOO_DEEP"
    assert refused_for_free(f"{{ ... on Query {deep} }}") == "TOO_DEEP"
    spread = "{ a { b { c { d { ...E } } } } } fragment E on X { e { f { g { h { i } } } } }"
    assert refused_for_free(spread) == "TOO_DEEP"
    # A name is no disguise.
    assert refused_for_free("{ __schema: a { b { c { d { e { f { g { h { i }}}}}}}}}") == "TOO_DEEP"
    # Where the parser itself gives up.
    assert refused_for_free("{a" * 300 + "}" * 300) in {"TOO_DEEP", "BAD_QUERY"}
    assert refused_for_free("{a(b:" + "[" * 480 + "]" * 480 + ")}") == "BAD_QUERY"
    assert refused("{...{areas{id}}" + "{...{areas{id}}" * 100 + "}" * 101) == "BAD_QUERY"


def test_eight_levels_are_allowed(town, answered):
    answered("""{ areas { buildings(first: 1) { nodes { area { buildings(first: 1) {
        nodes { area { number } } } } } } } }""")


def test_aliases(town, refused_for_free):
    many = " ".join(f"a{n}: areas {{ id }}" for n in range(16))
    assert refused_for_free(f"{{ {many} }}") == "TOO_MANY_ALIASES"
    # Written out, each spread counts.
    twice = "{ areas { ...A } district { areas { ...A } } } fragment A on Area { %s }"
    eight = " ".join(f"a{n}: id" for n in range(8))
    assert refused_for_free(twice % eight) == "TOO_MANY_ALIASES"


def test_fifteen_aliases_are_allowed(town, answered):
    fifteen = " ".join(f"a{n}: areas {{ id }}" for n in range(15))
    assert len(answered(f"{{ {fifteen} }}")) == 15


def test_repeats(db, refused_for_free):
    assert refused_for_free(NESTED % ("id " * 21)) == "TOO_MANY_REPEATS"
    assert refused_for_free(NESTED % ("owner { id } " * 21)) == "TOO_MANY_REPEATS"
    # Their product counts: what is merged is compared with all of what is merged.
    inner = "owner { %s }" % ("id " * 5)
    assert refused_for_free(NESTED % (inner * 5)) == "TOO_MANY_REPEATS"
    assert refused_for_free("{ areas { id } areas { %s } }" % ("id " * 20)) == "TOO_MANY_REPEATS"
    unused = "{ areas { id } } fragment Unused on Area { %s }"
    assert refused_for_free(unused % ("id " * 900)) == "TOO_MANY_REPEATS"
    introspection = "{ __schema { types { %s } } }"
    assert refused_for_free(introspection % ("name " * 900)) == "TOO_MANY_REPEATS"


def test_fields(db, refused_for_free):
    assert refused_for_free(NESTED % fields(700)) == "TOO_MANY_FIELDS"
    chain = " ".join(
        f"fragment F{n} on X {{ f{n} {{ {fields(80)} }} ...F{n + 1} }}" for n in range(9)
    )
    assert refused_for_free(NESTED % "...F0" + chain) == "TOO_MANY_FIELDS"


def test_fragment_bombs(db, refused_for_free):
    doubling = " ".join(f"fragment F{n} on Area {{ ...F{n + 1} ...F{n + 1} }}" for n in range(60))
    assert refused_for_free(NESTED % "...F0" + doubling) == "TOO_MANY_FIELDS"
    whole = doubling + " fragment F60 on Area { id }"
    assert refused_for_free(NESTED % "...F0" + whole) == "TOO_MANY_REPEATS"
    # Of fragments nobody spreads, too.
    assert refused_for_free(NESTED % "id" + doubling) == "TOO_MANY_FIELDS"


def test_circular_and_unknown_fragments(db, refused, django_assert_num_queries):
    with django_assert_num_queries(0):
        assert refused("{ areas { ...A } } fragment A on Area { id ...A }") == "BAD_QUERY"
        two = "{ areas { ...A } } fragment A on Area { ...B } fragment B on Area { ...A }"
        assert refused(two) == "BAD_QUERY"
        assert refused(two.replace("{ ...A }", "{ id }", 1)) == "BAD_QUERY"
        assert refused("{ areas { ...Nowhere } }") == "BAD_QUERY"
        looped = "{ areas { ...A } } fragment A on Area { buildings(first: 9) { nodes { ...B } } }"
        assert refused(looped + " fragment B on Building { area { ...A } }") == "BAD_QUERY"


def test_cost(town, ask, refused, django_assert_num_queries):
    below = """
        query ($n: Int! = 100, $m: Int! = 9) {
            enterprises(first: $n) { nodes { ...Jobs } edges { node { id } } }
        }
        fragment Jobs on Enterprise { jobs(first: $m) { totalCount } }
    """
    assert ask(below)["extensions"] == {"cost": 1000}
    assert ask(below, n=3, m=2)["extensions"] == {"cost": 9}
    assert ask("{ areas { buildings(first: 7) { totalCount } } }")["extensions"] == {"cost": 7}
    assert ask("{ areas { id } }")["extensions"] == {"cost": 0}
    board = "{ leaderboard(of: AREAS, period: ALL, first: 10) { nodes { title } } }"
    assert ask(board)["extensions"] == {"cost": 260}
    with django_assert_num_queries(0):
        assert refused(below, m=10) == "TOO_COSTLY"
        assert refused(below.replace("= 9", "= 10")) == "TOO_COSTLY"
        # GraphQL's Int reads a whole float as well.
        assert refused(below, m=10.0) == "TOO_COSTLY"
        many = " ".join(f"a{n}: briefs(first: 100) {{ totalCount }}" for n in range(11))
        assert refused(f"{{ {many} }}") == "TOO_COSTLY"


def test_only_the_operation_asked_for_costs(town, client):
    briefs = "query %s { briefs(first: %s) { totalCount } }"
    two = briefs % ("A", 3) + briefs % ("B", 900)
    body = {"query": two, "operationName": "A"}
    answer = client.post("/graphql/", body, content_type="application/json").json()
    assert answer["extensions"] == {"cost": 3}
    body["operationName"] = "B"
    answer = client.post("/graphql/", body, content_type="application/json").json()
    assert answer["errors"][0]["extensions"]["code"] == "BAD_PAGE_SIZE"


def test_lists_in_arguments(db, answered, refused, django_assert_num_queries):
    search = 'search(text: "湖", first: 1, kinds: $kinds) { totalCount }'
    query = f"query ($kinds: [ContentKind!]) {{ {search} }}"
    assert answered(query, kinds=["JOB"] * 250)["search"]["totalCount"] == 0
    with django_assert_num_queries(0):
        assert refused(query, kinds=["JOB"] * 251) == "LIST_TOO_LONG"
        literal = search.replace("$kinds", f"[{'JOB ' * 251}]")
        assert refused(f"{{ {literal} }}") == "LIST_TOO_LONG"


def test_introspection_fits(db, answered):
    names = {each["name"] for each in answered(get_introspection_query())["__schema"]["types"]}
    assert {"Job", "Content", "SearchConnection"} <= names
