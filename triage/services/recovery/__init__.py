"""Recovery: what the recovery key holds, given to a person who lost their keys or is to hold a case."""
