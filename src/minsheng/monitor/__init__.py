"""Monitoring: observations, the state of every target, spread between places, forecasts, warnings, reports."""
