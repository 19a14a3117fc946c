"""Bytes in, frozen dataclasses out: course folders, texts, pictures."""
