"""Decisions about quizzes, attempts, answers and marks. Values in, values out."""
