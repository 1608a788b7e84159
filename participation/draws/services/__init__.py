"""What can be done to a draw, one subject a module; every module takes (session, actor, now, …) and never
commits."""
