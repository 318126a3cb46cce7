"""The law and the house's own rules as dated data, and the strict reader of that data."""
