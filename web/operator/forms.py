from django import forms


class RetryForm(forms.Form):
    """A failed job that the operator wants to resume: the workspace's slug, and the job's id."""

    tenant = forms.CharField(max_length=40)
    job = forms.CharField(max_length=40)
