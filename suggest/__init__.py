"""Articles to suggestions: rules, gazetteers, pipelines."""
