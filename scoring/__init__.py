"""The engine of zipingbiao: values, model, formulas, scoring, recheck, findings.

Pure: no files, no network, no clock.
"""

from __future__ import annotations
