"""Posts in a room of any other chat: Mattermost, Rocket.Chat, Matrix, ntfy, Discord, Zulip, …"""
