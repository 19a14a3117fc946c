"""Decisions about cells, posts, trees and what an undo may take back. Values in, values out."""
