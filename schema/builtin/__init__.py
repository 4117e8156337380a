"""The schemes that come with postil."""
