"""The room for who writes about an outage when: shifts, and handing over."""
