// An appointment as an iCalendar file (RFC 5545), made in the browser.

/**
 * @param {{start: string, end?: string|null, title: string, staff?: string|null, reference?: string, business?: string|null, address?: string|null}} booking
 * @param {Date} now
 */
export function calendarFile(booking, now) {
  const { start, title, staff, reference, business, address } = booking;
  const end = booking.end ?? new Date(Date.parse(start) + 30 * 60_000).toISOString();
  const lines = [
    "BEGIN:VCALENDAR", "VERSION:2.0", "PRODID:-//Bookings Bot//Widget//EN", "METHOD:PUBLISH", "BEGIN:VEVENT",
    `UID:${reference ?? start}@bookings-bot`, `DTSTAMP:${instant(now.toISOString())}`,
    `DTSTART:${instant(start)}`, `DTEND:${instant(end)}`,
    `SUMMARY:${escaped(staff ? `${title} with ${staff}` : title)}`,
    ...([business, address].some(Boolean) ? [`LOCATION:${escaped([business, address].filter(Boolean).join(", "))}`] : []),
    ...(reference ? [`DESCRIPTION:${escaped(`Reference: ${reference}`)}`] : []),
    "END:VEVENT", "END:VCALENDAR",
  ];
  return lines.flatMap(folded).join("\r\n") + "\r\n";
}

/** @param {string} iso */
function instant(iso) {
  return iso.replace(/\.\d+/u, "").replace(/[-:]/gu, "");
}

/** @param {string} text */
function escaped(text) {
  return text.replace(/[\\;,]/gu, "\\$&").replace(/\r?\n/gu, "\\n");
}

/** At most 75 bytes a line; the following ones begin with a blank. @param {string} line */
function folded(line) {
  const encoder = new TextEncoder();
  const lines = [""];
  for (const letter of line) {
    const limit = lines.length > 1 ? 74 : 75;
    if (encoder.encode(lines[lines.length - 1] + letter).length > limit) lines.push("");
    lines[lines.length - 1] += letter;
  }
  return lines.map((part, index) => (index ? ` ${part}` : part));
}
