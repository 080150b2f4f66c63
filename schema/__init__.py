"""The one public language: GraphQL over the publication."""
