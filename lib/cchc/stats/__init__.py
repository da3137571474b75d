"""Intervals, funnels and process limits: statistics that know nothing of reports."""
