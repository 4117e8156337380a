"""The screens: annotate, and the dialogs over it."""
