"""
The primitives: the one place that imports `cryptography`. Nothing outside `crypto` uses anything in here.
"""
