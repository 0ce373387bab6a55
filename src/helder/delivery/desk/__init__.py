"""The desk screens of the channels and of the rooms in which they post. Permission house.edit."""
