// Shows moments in the reader's own time zone and language. Without it they read as UTC.

const language = document.documentElement.lang;
const thisYear = new Date().getFullYear();
const day = { month: "short", day: "numeric" };
const kinds = { day, moment: { ...day, hour: "2-digit", minute: "2-digit" } };

function local(date, kind) {
  const year = date.getFullYear() === thisYear ? {} : { year: "numeric" };
  return new Intl.DateTimeFormat(language, { ...kinds[kind], ...year }).format(date);
}

for (const time of document.querySelectorAll("time[data-local]")) {
  time.textContent = local(new Date(time.dateTime), time.dataset.local);
}
