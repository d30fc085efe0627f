"""Whether more than one customer is listened to."""
