"""`python -m schema [press]`: print the contract as it stands in the code, or the press's own."""

import os
import sys

import django
from graphql import GraphQLObjectType, GraphQLSchema, print_type


def main() -> None:
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "cms.settings")
    django.setup()
    # The types read the publication's models, which exist only after setup.
    from . import press, root

    public = root.schema.graphql_schema
    if sys.argv[1:] == ["press"]:
        sys.stdout.write(beside(public, press.schema.graphql_schema))
    else:
        sys.stdout.write(str(root.schema).strip() + "\n")


def beside(known: GraphQLSchema, more: GraphQLSchema) -> str:
    """What one contract has beside another: its further types, and further fields of the same."""
    printed = []
    for name, own in more.type_map.items():
        if name not in known.type_map:
            printed.append(print_type(own))
        elif isinstance(own, GraphQLObjectType):
            former = known.type_map[name].fields  # type: ignore[attr-defined]
            if further := {key: each for key, each in own.fields.items() if key not in former}:
                printed.append(f"extend {print_type(GraphQLObjectType(name, further))}")
    return "\n\n".join(sorted(printed)) + "\n"


if __name__ == "__main__":
    main()
