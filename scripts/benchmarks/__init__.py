"""The measurements that `scripts/bench` prints."""
