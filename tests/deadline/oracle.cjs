// Prints the public holidays that the npm package date-holidays knows, of working days from 2018 to 2040, as
// {"DE": {"2018-01-01": "New Year's Day", …}, …}. Usage: node oracle.cjs PACKAGE-FOLDER PLACE…
const fs = require('fs');
const path = require('path');

const [folder, ...places] = process.argv.slice(2);
globalThis.self = globalThis;
const loaded = { exports: {} };
new Function('module', 'exports', fs.readFileSync(path.join(folder, 'dist', 'umd.min.js'), 'utf8'))(
  loaded, loaded.exports);
const Holidays = loaded.exports.default || loaded.exports;

const answer = {};
for (const place of places) {
  const table = new Holidays(...place.split('-'));
  const days = {};
  for (let year = 2018; year <= 2040; ++year) {
    for (const holiday of table.getHolidays(year, 'en')) {
      const date = holiday.date.slice(0, 10);
      const weekday = new Date(date + 'T00:00:00Z').getUTCDay();
      if (holiday.type === 'public' && weekday !== 0 && weekday !== 6) {
        days[date] = holiday.name;
      }
    }
  }
  answer[place] = days;
}
process.stdout.write(JSON.stringify(answer));
