// What the three stand-ins share: an HTTP server on loopback, a log of what was asked, faults on demand.
//
// Control plane (never asked by the product): GET|DELETE /__log, POST|DELETE /__fault, POST /__expire, POST /__skew,
// POST /__seed, GET /__dump, POST /__base (the address that links and tokens name). A fault is {path: regex over path and
// query, method, kind, skip, times, ...}:
//   status (status, headers, html | body | code + message)   lock   limit   expired   429 (retryAfter)
//   reset   reset-mid-body   truncate (at)   slowloris (ms, maxBytes)   nonutf8   delay (delayMs)
//   commit-then-reset   commit-then-503   commit-then-silence   bomb (megabytes)
import http from 'node:http';
import zlib from 'node:zlib';

export class Refused extends Error {
  constructor(status, body, headers = {}) {
    super(`refused ${status}`);
    this.answer = { status, body, headers };
  }
}

/** Splits CSV (RFC 4180) into rows of cells. */
export function csvRows(text) {
  const rows = [];
  let row = [], cell = '', quoted = false;
  for (let i = 0; i < text.length; i++) {
    const c = text[i];
    if (quoted) {
      if (c === '"' && text[i + 1] === '"') { cell += '"'; i++; }
      else if (c === '"') quoted = false;
      else cell += c;
    } else if (c === '"') quoted = true;
    else if (c === ',') { row.push(cell); cell = ''; }
    else if (c === '\n') { row.push(cell.replace(/\r$/, '')); rows.push(row); row = []; cell = ''; }
    else cell += c;
  }
  if (cell !== '' || row.length) { row.push(cell); rows.push(row); }
  return rows;
}

export const csvLine = (cells) => cells.map((c) => `"${String(c ?? '').replaceAll('"', '""')}"`).join(',') + '\n';

/** The parts of a multipart body: [{headers, body}]. Bodies are buffers. */
export function multipart(buffer, contentType) {
  const boundary = /boundary="?([^";]+)"?/i.exec(contentType ?? '')?.[1];
  if (!boundary) return null;
  const text = buffer.toString('latin1');
  const parts = text.split(`--${boundary}`).slice(1, -1);
  if (!text.includes(`--${boundary}--`)) return null;
  return parts.map((raw) => {
    const part = raw.replace(/^\r?\n/, '').replace(/\r?\n$/, '');
    const at = part.search(/\r?\n\r?\n/);
    const gap = part.slice(at).startsWith('\r\n\r\n') ? 4 : 2;
    const headers = Object.fromEntries(part.slice(0, at).split(/\r?\n/).filter(Boolean)
      .map((line) => [line.slice(0, line.indexOf(':')).trim().toLowerCase(), line.slice(line.indexOf(':') + 1).trim()]));
    return { headers, body: Buffer.from(part.slice(at + gap), 'latin1') };
  });
}

/**
 * Serves `org`, which has handle(request) → {status, headers, body}, errorBody(status, code, message), dump(), and may
 * have seed(body), expire(), faults {kind: (request, fault) → answer}. A request is {method, path, query, url, headers,
 * raw, text, json()}.
 */
export function serve(org, port = Number(process.argv[2] ?? 0)) {
  let log = [], faults = [], skew = 0;
  org.now = () => Date.now() + skew;

  const control = {
    'GET /__log': () => log,
    'DELETE /__log': () => { log = []; return {}; },
    'POST /__fault': (q) => { faults.push({ times: 1, skip: 0, ...q.json() }); return { ok: true }; },
    'DELETE /__fault': () => { faults = []; return {}; },
    'POST /__expire': () => { org.expire?.(); return { ok: true }; },
    'POST /__skew': (q) => { skew = q.json().ms ?? 0; return { skew }; },
    'POST /__base': (q) => { org.base = q.json().url; return { base: org.base }; },
    'POST /__seed': (q) => org.seed(q.json()),
    'GET /__dump': () => org.dump(),
  };

  function takeFault(request) {
    for (const fault of faults) {
      if (fault.method && fault.method !== request.method) continue;
      if (fault.path && !new RegExp(fault.path).test(request.path + request.query)) continue;
      if (fault.skip-- > 0) continue;
      fault.skip = 0;
      if (--fault.times <= 0) faults = faults.filter((f) => f !== fault);
      return fault;
    }
    return null;
  }

  async function answerOf(request, fault) {
    if (fault && org.faults?.[fault.kind]) return org.faults[fault.kind](request, fault);
    switch (fault?.kind) {
      case 'status':
        return { status: fault.status, headers: { 'content-type': fault.html ? 'text/html' : 'application/json', ...fault.headers },
          body: fault.html ?? fault.body ?? org.errorBody(fault.status, fault.code, fault.message ?? 'fault') };
      case '429':
        return { status: 429, headers: { 'retry-after': String(fault.retryAfter ?? 1) }, body: org.errorBody(429, fault.code, 'too many requests') };
      case 'bomb':
        return { status: 200, headers: { 'content-type': 'application/json', 'content-encoding': 'gzip' },
          body: zlib.gzipSync(Buffer.alloc((fault.megabytes ?? 100) * 1048576, 32)) };
      case 'delay':
        await new Promise((resolve) => setTimeout(resolve, fault.delayMs ?? 100));
    }
    try {
      return await org.handle(request);
    } catch (refused) {
      if (refused instanceof Refused) return refused.answer;
      console.error(refused);
      return { status: 500, body: org.errorBody(500, 'UNKNOWN_EXCEPTION', String(refused.message)) };
    }
  }

  function send(response, request, answer, fault) {
    const headers = { date: new Date(org.now()).toUTCString(), ...answer.headers };
    if (answer.megabytes && !fault) { // of lines, made while they are read
      const part = Buffer.from(`${'x'.repeat(1023)}\n`.repeat(1024));
      let left = answer.megabytes;
      const more = () => {
        while (left > 0) { left--; if (!response.write(part)) { response.once('drain', more); return; } }
        response.end();
      };
      response.writeHead(answer.status, { ...headers, 'content-length': answer.megabytes * part.length });
      more();
      return;
    }
    let body = answer.body ?? '';
    if (!Buffer.isBuffer(body) && typeof body !== 'string') {
      body = JSON.stringify(body);
      headers['content-type'] ??= 'application/json;charset=UTF-8';
    }
    let octets = Buffer.from(body);
    const wantsGzip = /gzip/.test(request.headers['accept-encoding'] ?? '') && octets.length > 1400;
    if (fault?.kind === 'nonutf8') {
      const at = octets.indexOf('":"') + 3;
      octets = Buffer.concat([octets.subarray(0, at), Buffer.from([0xff, 0xfe]), octets.subarray(at)]);
    } else if (fault?.kind === 'truncate') octets = octets.subarray(0, fault.at ?? Math.floor(octets.length / 2));
    else if (wantsGzip && !headers['content-encoding'] && !fault) {
      octets = zlib.gzipSync(octets);
      headers['content-encoding'] = 'gzip';
    }
    if (answer.status === 204 || answer.status === 304) { response.writeHead(answer.status, headers); response.end(); return; }
    if (!headers['transfer-encoding']) headers['content-length'] = octets.length;
    response.writeHead(answer.status, headers);
    if (fault?.kind === 'reset-mid-body') {
      response.write(octets.subarray(0, Math.floor(octets.length / 2)), () => response.socket.resetAndDestroy());
    } else if (fault?.kind === 'slowloris') {
      let at = 0;
      const timer = setInterval(() => {
        if (at >= Math.min(octets.length, fault.maxBytes ?? octets.length) || response.destroyed) { clearInterval(timer); response.end(); return; }
        response.write(octets.subarray(at, ++at));
      }, fault.ms ?? 50);
    } else response.end(octets);
  }

  const server = http.createServer({ maxHeaderSize: 65536 }, (incoming, response) => {
    const chunks = [];
    incoming.on('error', () => {});
    response.on('error', () => {});
    incoming.on('data', (chunk) => chunks.push(chunk));
    incoming.on('end', async () => {
      let raw = Buffer.concat(chunks);
      if (incoming.headers['content-encoding'] === 'gzip') raw = zlib.gunzipSync(raw);
      const url = new URL(incoming.url, `http://${incoming.headers.host}`);
      const request = { method: incoming.method, path: url.pathname, query: url.search, url, headers: incoming.headers, raw,
        get text() { return raw.toString('utf8'); },
        json() { try { return raw.length ? JSON.parse(raw.toString('utf8')) : {}; } catch { throw new Refused(400, org.errorBody(400, 'JSON_PARSER_ERROR', 'not JSON')); } } };
      const own = control[`${request.method} ${request.path}`];
      if (own) { send(response, { headers: {} }, { status: 200, body: own(request) }); return; }
      const fault = takeFault(request);
      const entry = { at: Date.now(), method: request.method, path: request.path, query: request.query, headers: request.headers,
        bytes: raw.length, body: raw.length < 65536 ? request.text : undefined, fault: fault?.kind,
        prefer: request.headers.prefer, im: request.headers['if-match'], inm: request.headers['if-none-match'] };
      log.push(entry);
      if (fault?.kind === 'reset') { incoming.socket.resetAndDestroy(); return; }
      const answer = await answerOf(request, fault);
      if (fault?.kind === 'commit-then-silence') return;
      if (fault?.kind === 'commit-then-reset') { incoming.socket.resetAndDestroy(); return; }
      const shown = fault?.kind === 'commit-then-503'
        ? { status: 503, headers: { 'content-type': 'text/html' }, body: '<html>Service Unavailable</html>' } : answer;
      entry.status = shown.status;
      send(response, request, shown, fault);
    });
  });
  server.keepAliveTimeout = 60000;
  server.listen(port, '127.0.0.1', () => {
    org.base = `http://127.0.0.1:${server.address().port}`;
    console.log(`${org.name} stand-in on ${org.base}`);
  });
  // Whoever started it closes its input: it ends with them.
  if (process.argv.includes('--with-parent')) process.stdin.on('end', () => process.exit(0)).resume();
}
