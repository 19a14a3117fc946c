"""Decisions about courses, progress and taking part. Values in, values out."""
