"""What the server tells others: signed events to addresses, notices to people."""
