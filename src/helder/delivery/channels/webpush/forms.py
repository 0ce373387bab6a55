"""What a browser sends when somebody said yes: its address at a push service, and its keys."""

from __future__ import annotations

import base64
import binascii

from cryptography.hazmat.primitives.asymmetric import ec
from django import forms
from django.utils.translation import gettext

from helder.delivery.channels.webpush import endpoints
from helder.delivery.channels.webpush.keys import NAME
from helder.delivery.models import ChannelSetting

POINT, SECRET = 65, 16


class DeviceForm(forms.Form):
    """One browser, checked before anything is sent to it."""

    endpoint = forms.CharField(max_length=endpoints.LONGEST)
    p256dh = forms.CharField(max_length=120)
    auth = forms.CharField(max_length=60)

    def clean_endpoint(self) -> str:
        """Only a push service that is known here."""
        endpoint: str = self.cleaned_data["endpoint"]
        try:
            endpoints.check(endpoint, trusted())
        except endpoints.NotAPushService:
            raise forms.ValidationError(
                gettext(
                    "Your browser uses a push service that is not known here. Use another "
                    "browser, or ask your administrator to add it."
                )
            ) from None
        return endpoint

    def clean_p256dh(self) -> str:
        """A point on the curve."""
        try:
            point = _read(self.cleaned_data["p256dh"], POINT)
            ec.EllipticCurvePublicKey.from_encoded_point(ec.SECP256R1(), point)
        except ValueError:
            raise forms.ValidationError(_no_key()) from None
        return str(self.cleaned_data["p256dh"])

    def clean_auth(self) -> str:
        """Sixteen bytes."""
        try:
            _read(self.cleaned_data["auth"], SECRET)
        except ValueError:
            raise forms.ValidationError(_no_key()) from None
        return str(self.cleaned_data["auth"])


def trusted() -> list[str]:
    """Push services that the organisation added."""
    row = ChannelSetting.objects.filter(channel=NAME).values_list("options", flat=True).first()
    names = str((row or {}).get("services", "")).replace("\n", ",").split(",")
    return [name.strip().lower() for name in names if name.strip()]


def _read(text: str, length: int) -> bytes:
    try:
        data = base64.b64decode(text + "=" * (-len(text) % 4), altchars=b"-_", validate=True)
    except binascii.Error as error:
        raise ValueError(text) from error
    if len(data) != length:
        raise ValueError(text)
    return data


def _no_key() -> str:
    return gettext("Your browser sent a key that cannot be used. Try again.")
