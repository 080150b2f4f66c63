"""Who may see what: no field returns an object, or takes an id, without a rule that says so."""

import graphene
from graphene.utils.str_converters import to_camel_case
from graphql import (
    GraphQLID,
    get_named_type,
    is_composite_type,
    is_interface_type,
    is_introspection_type,
    is_object_type,
)

from schema.content import Image
from schema.core.access import public
from schema.press import schema as press_schema
from schema.root import schema


def without_a_rule(schema):
    """Type.field of everything that says nothing of who may see it."""
    for kind in schema.graphql_schema.type_map.values():
        if is_introspection_type(kind) or not (is_object_type(kind) or is_interface_type(kind)):
            continue
        declared = kind.graphene_type._meta.fields
        rules = {
            to_camel_case(name): getattr(each, "access", "") for name, each in declared.items()
        }
        for name, field in kind.fields.items():
            ids = [arg for arg in field.args.values() if get_named_type(arg.type) is GraphQLID]
            if (ids or is_composite_type(get_named_type(field.type))) and not rules.get(name):
                yield f"{kind.name}.{name}"


def test_every_field_says_who_may_see_it():
    assert list(without_a_rule(schema)) == []
    assert list(without_a_rule(press_schema)) == []


def test_a_field_without_a_rule_is_caught():
    class Thing(graphene.Interface):
        picture = graphene.Field(Image, description="Slipped in.")

    class Query(graphene.ObjectType):
        things = graphene.List(graphene.NonNull(Thing))
        ruled = public(graphene.Field(Thing))
        title_of = graphene.String(id=graphene.ID())
        title = graphene.String()

    found = set(without_a_rule(graphene.Schema(query=Query)))

    assert found == {"Query.things", "Query.titleOf", "Thing.picture"}
