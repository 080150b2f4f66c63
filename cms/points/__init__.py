"""Points: an append-only ledger of what members earned, and who is first."""
