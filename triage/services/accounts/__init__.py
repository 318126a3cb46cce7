"""The account of a period: what it counts, how it is laid out, and what of it is published."""
