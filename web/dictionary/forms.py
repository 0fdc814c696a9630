from django import forms
from django.utils.translation import gettext_lazy as _

from voices.dictionary.entry import Entry
from voices.dictionary.models import Pronunciation

MAX_SENTENCE = 300


class EntryForm(forms.Form):
    """One entry. The service refuses what no voice can say; the error shows beside its field."""

    word = forms.CharField(
        label=_("Word"),
        max_length=200,
        widget=forms.TextInput(attrs={"autocomplete": "off", "spellcheck": "false"}),
    )
    kind = forms.ChoiceField(label=_("Written as"), choices=Pronunciation.Kind.choices)
    value = forms.CharField(
        label=_("Pronunciation"),
        max_length=400,
        widget=forms.TextInput(
            attrs={"autocomplete": "off", "autocapitalize": "off", "spellcheck": "false"}
        ),
        help_text=_(
            "Pinyin: chóng qìng or chong2 qing4. IPA: təˈmɑːtəʊ. Respelling: other words "
            "that are read instead."
        ),
    )
    language = forms.ChoiceField(
        label=_("Applies in"), choices=Pronunciation.Language.choices, required=False
    )
    match_case = forms.BooleanField(label=_("Only with these capital letters"), required=False)
    whole_word = forms.BooleanField(
        label=_("Only as a whole word (Latin letters and digits)"), required=False, initial=True
    )

    def entry(self) -> Entry:
        """The entry as it was typed. Call it on a valid form."""
        return Entry(**{name: self.cleaned_data[name] for name in EntryForm.base_fields})


class SayForm(EntryForm):
    """An entry to hear before it is saved; `which` is "now" (as saved) or "new" (as typed)."""

    sentence = forms.CharField(max_length=MAX_SENTENCE, required=False)
    voice = forms.CharField(max_length=60)
    which = forms.ChoiceField(choices=[("now", "now"), ("new", "new")])


class ImportForm(forms.Form):
    file = forms.FileField(
        label=_("CSV file"),
        allow_empty_file=True,
        widget=forms.ClearableFileInput(attrs={"accept": ".csv,text/csv"}),
    )
    mode = forms.ChoiceField(
        label=_("What happens to the entries that are there"),
        choices=[
            ("add", _("They stay; words of the file take the place of the same words")),
            ("replace", _("The file takes the place of the whole dictionary")),
        ],
        initial="add",
        widget=forms.RadioSelect,
    )
