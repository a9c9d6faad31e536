"""Words of suppliers about money: bookings, arrears, and what a case manager has to look at."""
