"""Suggestions from a language model behind an OpenAI-compatible endpoint. Off unless asked for."""
