// node jsforcepull.mjs FOLDER URL: seconds that jsforce, installed in FOLDER, takes for the query of bench_crm.
import { createRequire } from 'node:module';
const jsforce = createRequire(`${process.argv[2]}/`)('jsforce');
const loginUrl = process.argv[3];
const connection = new jsforce.Connection({ version: '62.0', oauth2: new jsforce.OAuth2({ loginUrl, clientId: 'consumerKey', clientSecret: 'secret' }) });
await connection.authorize({ grant_type: 'client_credentials' });
const began = process.hrtime.bigint();
const answer = await connection.query('SELECT Id, SystemModstamp, LastModifiedById, Name, Website, BillingCountryCode FROM Account', { autoFetch: true, maxFetch: 1e6 });
if (answer.records.length !== 100000) throw new Error(`${answer.records.length} records`);
console.log((Number(process.hrtime.bigint() - began) / 1e9).toFixed(2));
