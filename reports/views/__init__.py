"""Evaluations, scorecards and rechecks to views: every word and number a report shows, ready to print."""
