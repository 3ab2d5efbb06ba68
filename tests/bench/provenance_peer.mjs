// The three-key match of bench_provenance in DuckDB, for comparison in the same run. Prints one JSON line of seconds.
//
//   node provenance_peer.mjs FOLDER THREADS DATABASE build SYNTHETIC PRODUCTION
//   node provenance_peer.mjs FOLDER THREADS DATABASE match LEAK VERDICTS
//
// FOLDER is where `npm install @duckdb/node-api` was run. LEAK has the columns of the kit's generator; as JSON Lines where
// its name ends in .jsonl. A verdict a row is written to VERDICTS.
import { createRequire } from 'node:module';

const [folder, threads, database, phase, first, second] = process.argv.slice(2);
const { DuckDBInstance } = createRequire(`${folder}/package.json`)('@duckdb/node-api');
const instance = await DuckDBInstance.create(database, { threads });
const connection = await instance.connect();
const seconds = {};
const timed = async (name, sql) => {
    const before = performance.now();
    await connection.run(sql);
    seconds[name] = (performance.now() - before) / 1000;
};
const csv = file => `read_csv('${file}', header=true, all_varchar=true, quote='"', escape='"', delim=',')`;
const table = file => (file.endsWith('.jsonl') ? `read_json('${file}', format='newline_delimited')` : csv(file));
const email = column => `hash(lower(trim(${column})))`;
const phone = column => `hash(translate(${column}, ' ()+-./', ''))`;
const name = (given, family, zip) => `hash(lower(trim(${given})) || '|' || lower(trim(${family})) || '|' || trim(${zip}))`;

await connection.run(`SET preserve_insertion_order=false; SET memory_limit='14GB'`);
if (phase === 'build') {
    const of = (file, set) => `SELECT Email, Phone, MobilePhone, FirstName, LastName, MailingPostalCode,
        ${set}::UTINYINT ds FROM ${csv(file)}`;
    await timed('parse', `CREATE OR REPLACE TABLE raw AS ${of(first, 1)} UNION ALL ${of(second, 2)}`);
    await timed('email', `CREATE OR REPLACE TABLE emails AS SELECT ${email('Email')} k, bit_or(ds) ds FROM raw
        WHERE Email <> '' GROUP BY 1`);
    await timed('phone', `CREATE OR REPLACE TABLE phones AS SELECT k, bit_or(ds) ds FROM (
        SELECT ${phone('Phone')} k, ds FROM raw WHERE Phone <> '' UNION ALL
        SELECT ${phone('MobilePhone')}, ds FROM raw WHERE MobilePhone <> '') GROUP BY 1`);
    await timed('name', `CREATE OR REPLACE TABLE names AS
        SELECT ${name('FirstName', 'LastName', 'MailingPostalCode')} k, bit_or(ds) ds FROM raw GROUP BY 1`);
    await timed('write', 'DROP TABLE raw; CHECKPOINT');
} else {
    await timed('match', `COPY (
        SELECT coalesce(emails.ds, 0) | coalesce(phones.ds, 0) | coalesce(names.ds, 0) v FROM (
            SELECT ${email('"E-Mail"')} e, ${phone('Telephone')} p, ${name('given_name', 'surname', 'zip')} n
            FROM ${table(first)}) leak
        LEFT JOIN emails ON emails.k = e LEFT JOIN phones ON phones.k = p LEFT JOIN names ON names.k = n)
        TO '${second}' (FORMAT csv)`);
}
console.log(JSON.stringify({ seconds: Object.values(seconds).reduce((sum, one) => sum + one, 0) }));
