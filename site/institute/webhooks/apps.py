from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class WebhooksConfig(AppConfig):
    name = "institute.webhooks"
    label = "webhooks"
    verbose_name = _("Channels")

    def ready(self) -> None:
        from institute.api import authorization, limits
        from institute.api_tokens import authentication
        from institute.content import change_log, former_addresses
        from institute.webhooks import dispatch, events

        change_log.on_commit(dispatch.wake_if_needed)
        former_addresses.addresses_forgotten.connect(
            events.forget_addresses, dispatch_uid="webhooks addresses forgotten"
        )
        authorization.authenticate_with(authentication.authenticate)
        limits.identified_by(authentication.caller)
