from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class ChannelsConfig(AppConfig):
    name = "institute.channels"
    label = "channels"
    verbose_name = _("Channels")

    def ready(self) -> None:
        from institute.channels import dispatch, tokens
        from institute.content import changes
        from institute.rest import authorization, limits

        changes.on_commit(dispatch.wake_if_needed)
        authorization.authenticate_with(tokens.authenticate)
        limits.identified_by(tokens.caller)
