"""The pages of learning: finding and beginning courses, lessons, teaching."""
