"""The queue of all mails that workers send."""
