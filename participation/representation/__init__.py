"""Where councils have a voice: steering bodies and delegates, requests and answers, referral, the official's desk."""
