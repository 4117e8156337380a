"""The vocabulary of postil: pure values that every other room speaks in."""
