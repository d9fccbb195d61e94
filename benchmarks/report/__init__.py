"""Figures as rows, and what is made of them: JSON, a page, plots, filmstrips of failures, the check against history."""
