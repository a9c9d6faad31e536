"""What a caseload file says about payees and papers, taken over into the rooms that keep them."""
