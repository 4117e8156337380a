"""The commands, the project folder, the configuration."""
