from rest_framework.negotiation import BaseContentNegotiation


class IgnoreAccept(BaseContentNegotiation):
    """Answers in the one format there is, whatever `Accept` says.

    Clients ask for `application/octet-stream` where they expect audio, and an error must reach
    them as JSON all the same.
    """

    def select_parser(self, request, parsers):
        kind = (request.content_type or "").partition(";")[0].strip().lower()
        return next((parser for parser in parsers if parser.media_type == kind), None)

    def select_renderer(self, request, renderers, format_suffix=None):
        return renderers[0], renderers[0].media_type
