"""Measurements: each module prints figures of docs/explanation/measurements.md, or prepares data for them."""
