"""The framework's PostgreSQL backend with less talk: named as ENGINE in the settings."""
