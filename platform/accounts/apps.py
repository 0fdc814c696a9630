from django.apps import AppConfig


class AccountsConfig(AppConfig):
    name = "accounts"

    def ready(self) -> None:
        from accounts.sign_in import sessions, sign_in_log

        sessions.watch()
        sign_in_log.watch()
