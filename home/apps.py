from django.apps import AppConfig


class HomeConfig(AppConfig):
    name = "home"

    def ready(self) -> None:
        from home import dependencies, signals

        dependencies.declare()
        signals.connect()
