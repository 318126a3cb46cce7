"""What is counted for the accounts of a year: pure functions of a profile, what cases tell, and a period."""
