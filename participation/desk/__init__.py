"""The desk of people who work on the platform: what needs me now, drawn from every slice."""
