"""Images, documents and video on their way to storage."""
