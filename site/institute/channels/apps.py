from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class ChannelsConfig(AppConfig):
    name = "institute.channels"
    label = "channels"
    verbose_name = _("Channels")

    def ready(self) -> None:
        from institute.channels import dispatch, events, tokens
        from institute.content import changes, former_addresses
        from institute.rest import authorization, limits

        changes.on_commit(dispatch.wake_if_needed)
        former_addresses.addresses_forgotten.connect(
            events.forget_addresses, dispatch_uid="channels addresses forgotten"
        )
        authorization.authenticate_with(tokens.authenticate)
        limits.identified_by(tokens.caller)
