"""Learning from a project's decisions: spaCy pipelines trained on them, judged on articles held back, kept in `models/`."""
