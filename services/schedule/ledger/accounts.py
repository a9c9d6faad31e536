"""What stands on the accounts of a book, and how deep its minstand may go."""
