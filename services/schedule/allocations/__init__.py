"""Whether suppliers booked what we paid: each payment is asked after, and what was not booked is somebody's."""
