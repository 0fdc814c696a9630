// Shows moments in the reader's own time zone and language. Without it they read as UTC.

const language = document.documentElement.lang;
const forms = {
  day: new Intl.DateTimeFormat(language, { dateStyle: "medium" }),
  moment: new Intl.DateTimeFormat(language, { dateStyle: "medium", timeStyle: "short" }),
};

for (const time of document.querySelectorAll("time[data-local]")) {
  time.textContent = forms[time.dataset.local].format(new Date(time.dateTime));
}
