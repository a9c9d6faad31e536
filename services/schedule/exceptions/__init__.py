"""What becomes of bookings that no rule explains: people match them, split them, and take back what was wrong."""
