from django import forms

from lessons.services.documents import LONGEST_FOLDER


class NewLessonForm(forms.Form):
    """A lesson that begins with a text, in a voice or in none, in a folder or in none."""

    text = forms.CharField(required=False, strip=False)
    voice = forms.CharField(required=False, max_length=60)
    folder = forms.CharField(required=False, max_length=LONGEST_FOLDER)

    @property
    def problem(self) -> str:
        """What is wrong with it, as a sentence; "" where nothing is."""
        return " ".join(str(problem) for each in self.errors.values() for problem in each)
