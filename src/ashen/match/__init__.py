"""Hits to identification: views, votes, refinement, decision."""
