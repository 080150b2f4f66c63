"""The admin's screens of the bank of questions, and of what became of the answers."""
