// Reads a calendar on stdin and prints every time that something takes place before a moment, in UTC.
const ICAL = require("ical.js");
const until = ICAL.Time.fromString(process.argv[2]);
const calendar = new ICAL.Component(ICAL.parse(require("fs").readFileSync(0, "utf8")));
for (const zone of calendar.getAllSubcomponents("vtimezone")) {
  ICAL.TimezoneService.register(new ICAL.Timezone(zone));
}
const found = [];
const utc = (time) => time.convertToZone(ICAL.Timezone.utcTimezone).toICALString();
const tell = (item, start, end) =>
  found.push([item.uid, utc(start), utc(end), item.component.getFirstPropertyValue("status"), item.summary, item.sequence]);
const events = calendar.getAllSubcomponents("vevent").map((component) => new ICAL.Event(component));
for (const event of events.filter((event) => !event.isRecurrenceException())) {
  events.filter((other) => other.uid === event.uid && other.isRecurrenceException()).forEach((other) => event.relateException(other));
  if (!event.isRecurring()) {
    tell(event, event.startDate, event.endDate);
    continue;
  }
  const times = event.iterator();
  for (let time = times.next(); time && time.compare(until) < 0; time = times.next()) {
    const details = event.getOccurrenceDetails(time);
    tell(details.item, details.startDate, details.endDate);
  }
}
console.log(JSON.stringify(found));
