"""Warnings (预警): rules over an indicator's figures, and the log of what was done when one came true."""
