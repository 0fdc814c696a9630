"""The English names of months and days, and how they are cut short in writing."""

from __future__ import annotations

_MONTHS_LISTED = """
January February March April May June July August September October November December
"""
MONTHS = _MONTHS_LISTED.split()
_DAYS_LISTED = "Monday Tuesday Wednesday Thursday Friday Saturday Sunday"
DAYS = _DAYS_LISTED.split()
SHORT_MONTHS = {
    "Jan": "January", "Feb": "February", "Mar": "March", "Apr": "April", "Jun": "June",
    "Jul": "July", "Aug": "August", "Sep": "September", "Sept": "September", "Oct": "October",
    "Nov": "November", "Dec": "December",
}  # fmt: skip
SHORT_DAYS = {
    "Mon": "Monday", "Tue": "Tuesday", "Tues": "Tuesday", "Wed": "Wednesday", "Weds": "Wednesday",
    "Thu": "Thursday", "Thur": "Thursday", "Thurs": "Thursday", "Fri": "Friday",
    "Sat": "Saturday", "Sun": "Sunday",
}  # fmt: skip
