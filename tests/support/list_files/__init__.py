"""Files of lists as offices send them and as attackers build them, made in the test; everybody is fictitious."""
