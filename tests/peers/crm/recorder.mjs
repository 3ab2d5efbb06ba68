// Stands between a connector and a stand-in, and keeps every octet that the connector sends.
//
//   node tests/peers/crm/recorder.mjs PORT TARGET FOLDER     (port 0: any; TARGET: http://127.0.0.1:7070)
//
// FOLDER gets one file for each connection, in the order in which they came: what was sent, unchanged, appended as it
// comes. Answers pass as they are; tell the stand-in by POST /__base that people reach it here.
import fs from 'node:fs';
import net from 'node:net';
import path from 'node:path';

const [port, target, folder] = process.argv.slice(2);
const { hostname, port: targetPort } = new URL(target);
let connections = 0;
const server = net.createServer((client) => {
  const file = fs.openSync(path.join(folder, `${String(connections++).padStart(6, '0')}.sent`), 'wx');
  const there = net.connect(Number(targetPort), hostname);
  client.on('data', (octets) => { fs.writeSync(file, octets); there.write(octets); });
  there.on('data', (octets) => client.write(octets));
  const end = () => { client.destroy(); there.destroy(); };
  client.on('close', () => { fs.closeSync(file); end(); });
  for (const side of [client, there]) side.on('end', end).on('error', end);
});
server.listen(Number(port), '127.0.0.1', () => console.log(`recorder on http://127.0.0.1:${server.address().port}`));
if (process.argv.includes('--with-parent')) process.stdin.on('end', () => process.exit(0)).resume();
