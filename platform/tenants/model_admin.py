"""Django's ModelAdmin and ModelForm with their model's type, as in `ModelAdmin[Tenant]`.

For mypy Django's own classes are generic; when the program runs they can't be subscripted.
"""

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from django.contrib.admin import ModelAdmin
    from django.forms import ModelForm
else:
    from django import forms
    from django.contrib import admin

    class ModelAdmin(admin.ModelAdmin):
        def __class_getitem__(cls, _model):
            return cls

    class ModelForm(forms.ModelForm):
        def __class_getitem__(cls, _model):
            return cls


__all__ = ["ModelAdmin", "ModelForm"]
