// Shows moments in the reader's own language and time zone: that of the account, else the device's.
// Without it they read as UTC.

const { lang: language, dataset } = document.documentElement;
const thisYear = new Date().getFullYear();
const day = { month: "short", day: "numeric" };
const kinds = { day, moment: { ...day, hour: "2-digit", minute: "2-digit" } };

function local(date, kind) {
  const year = date.getFullYear() === thisYear ? {} : { year: "numeric" };
  return new Intl.DateTimeFormat(language, {
    ...kinds[kind],
    ...year,
    timeZone: dataset.timeZone,
  }).format(date);
}

for (const time of document.querySelectorAll("time[data-local]")) {
  time.textContent = local(new Date(time.dateTime), time.dataset.local);
}
