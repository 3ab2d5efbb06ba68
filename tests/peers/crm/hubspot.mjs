// A stand-in for one HubSpot portal, with state. Run by hand: node hubspot.mjs [port].
//
// Answers v3 paths and date-based ones (/crm/objects/2026-03/tickets) alike. Confirmed by @hubspot/api-client unless a
// comment says `unconfirmed`.
import crypto from 'node:crypto';
import { Refused, multipart, serve } from './peer.mjs';

const org = { name: 'hubspot', now: Date.now };
const option = (...values) => values.map((value) => ({ label: value, value, hidden: false }));
const common = { hs_object_id: 'number', hs_createdate: 'datetime', hs_lastmodifieddate: 'datetime' };
// name → type, with `!` where the value is unique, or a list of choices.
const kinds = {
  tickets: { code: '0-5', properties: { ...common, subject: 'string', content: 'string', hs_pipeline: option('0'), hs_pipeline_stage: option('1', '2', '3', '4'), hs_ticket_priority: option('LOW', 'MEDIUM', 'HIGH', 'URGENT'),
    incident_key: 'string!', leak_key: 'string!', leak_detected_at: 'datetime', leak_count: 'number', hubspot_owner_id: 'string', incident_severity: option('SEV1', 'SEV2', 'SEV3', 'SEV4') } },
  contacts: { code: '0-1', properties: { ...common, lastmodifieddate: 'datetime', email: 'string!', firstname: 'string', lastname: 'string', phone: 'string', country: 'string' } },
  companies: { code: '0-2', properties: { ...common, name: 'string', domain: 'string', hubspot_owner_id: 'string' } },
  notes: { code: '0-46', properties: { ...common, hs_note_body: 'string', hs_timestamp: 'datetime', hs_attachment_ids: 'string' } },
  tasks: { code: '0-27', properties: { ...common, hs_task_subject: 'string', hs_task_body: 'string', hs_timestamp: 'datetime', hs_task_status: option('NOT_STARTED', 'IN_PROGRESS', 'WAITING', 'COMPLETED', 'DEFERRED'), hs_task_priority: option('LOW', 'MEDIUM', 'HIGH'), hs_task_type: option('TODO', 'CALL', 'EMAIL'), leak_key: 'string!' } },
};
const required = { tickets: ['subject', 'hs_pipeline_stage'], notes: ['hs_timestamp'], tasks: ['hs_timestamp'] };
const typeIds = { 'tickets/contacts': 16, 'contacts/tickets': 15, 'tickets/companies': 339, 'companies/tickets': 340, 'notes/tickets': 228, 'tickets/notes': 227, 'notes/contacts': 202, 'contacts/notes': 201,
  'tasks/tickets': 230, 'tickets/tasks': 229, 'tasks/contacts': 204, 'contacts/companies': 279, 'companies/contacts': 280 };

let rows = new Map(Object.keys(kinds).map((kind) => [kind, new Map()]));
const links = new Map(), files = new Map(), events = { security: [], login: [], 'audit-logs': [] };
let owners = [];
let counter = 500, wholeBatchConflicts = true, lag = 0, daily = 250000, dailyLeft = 250000;
const tokens = new Set(['pat-na1-x']), refreshTokens = new Set(['refresh-1']);
let searches = [], searchesPerSecond = 5, searchLimit = 10000;

const text = (status, category, message, more = {}) => ({ status: 'error', message, correlationId: crypto.randomUUID(), category, ...more });
org.errorBody = (status, code, message) => text(status, code ?? 'ERROR', message);
const refuse = (status, category, message, more) => { throw new Refused(status, text(status, category, message, more)); };
const kindOf = (name) => kinds[name] ? name : Object.keys(kinds).find((k) => kinds[k].code === name || `${name}s` === k) ?? refuse(404, 'OBJECT_NOT_FOUND', `Unable to infer object type from: ${name}`);
const typeOf = (kind, name) => { const t = kinds[kind].properties[name]; return Array.isArray(t) ? 'enumeration' : t?.replace('!', ''); };
const isUnique = (kind, name) => String(kinds[kind].properties[name]).endsWith('!');

// --- rows ----------------------------------------------------------------------------------------------------------
function normal(kind, properties) {
  const problems = [], result = {};
  for (const [name, raw] of Object.entries(properties ?? {})) {
    const type = kinds[kind].properties[name];
    const bad = (code, message) => problems.push({ message, code, context: { propertyName: [name] } });
    if (!type) { bad('PROPERTY_DOESNT_EXIST', `Property "${name}" does not exist`); continue; }
    const value = raw === null || raw === '' ? null : String(raw);
    if (value !== null && Array.isArray(type) && !type.some((o) => o.value === value)) bad('INVALID_OPTION', `${value} was not one of the allowed options`);
    if (value !== null && type === 'number' && Number.isNaN(Number(value))) bad('INVALID_LONG', `${value} was not a valid number`);
    let stored = value;
    if (value !== null && type === 'datetime') {
      const at = /^\d+$/.test(value) ? Number(value) : Date.parse(value);
      if (Number.isNaN(at)) bad('INVALID_DATE', `${value} was not a valid date`); else stored = new Date(at).toISOString();
    }
    result[name] = stored;
  }
  if (problems.length) refuse(400, 'VALIDATION_ERROR', `Property values were not valid: ${JSON.stringify(problems)}`, { errors: problems });
  return result;
}
const byUnique = (kind, name, value) => [...rows.get(kind).values()].find((r) => !r.archived && r.properties[name]?.toLowerCase() === String(value).toLowerCase());
function conflict(kind, properties, own) {
  for (const [name, value] of Object.entries(properties)) {
    const other = value !== null && isUnique(kind, name) && byUnique(kind, name, value);
    if (other && other.id !== own) refuse(409, 'CONFLICT', `${kind} already has that value. Existing ID: ${other.id}`);
  }
}
function stamp(row) {
  const at = Math.max(org.now(), Date.parse(row.updatedAt ?? 0) + 1 || 0);
  row.updatedAt = new Date(at).toISOString();
  row.properties.hs_lastmodifieddate = row.updatedAt;
  if ('lastmodifieddate' in kinds[Object.keys(kinds).find((k) => rows.get(k).has(row.id)) ?? 'tickets'].properties) row.properties.lastmodifieddate = row.updatedAt;
  row.visibleAt = Date.now() + lag;
  return row;
}
function create(kind, input) {
  const properties = normal(kind, input.properties);
  const missing = (required[kind] ?? []).filter((name) => !properties[name]);
  if (missing.length) refuse(400, 'VALIDATION_ERROR', `Error creating ${kind}. Some required properties were not set.`, { errors: missing.map((name) => ({ message: 'required', code: 'REQUIRED_PROPERTY', context: { properties: [name], propertyName: [name] } })) });
  conflict(kind, properties);
  const id = String(counter++), row = { id, properties: { ...properties, hs_object_id: id, hs_createdate: new Date(org.now()).toISOString() }, createdAt: new Date(org.now()).toISOString(), archived: false };
  rows.get(kind).set(id, row);
  stamp(row);
  for (const association of input.associations ?? []) {
    const target = Object.keys(kinds).find((k) => rows.get(k).has(String(association.to.id))) ?? refuse(400, 'VALIDATION_ERROR', 'no such object to associate');
    if (!association.types?.some((t) => t.associationTypeId === typeIds[`${kind}/${target}`])) refuse(400, 'VALIDATION_ERROR', 'wrong association type');
    link(kind, id, target, String(association.to.id));
  }
  return row;
}
function get(kind, id, idProperty) {
  const row = idProperty ? byUnique(kind, idProperty, id) : rows.get(kind).get(String(id));
  return row && !row.archived ? row : null;
}
function update(row, kind, properties) {
  const given = normal(kind, properties);
  conflict(kind, given, row.id);
  Object.assign(row.properties, given);
  return stamp(row);
}
const shown = (row, names) => ({ id: row.id, properties: names?.length ? Object.fromEntries([...names, 'hs_object_id', 'hs_createdate', 'hs_lastmodifieddate'].map((n) => [n, row.properties[n] ?? null])) : row.properties, createdAt: row.createdAt, updatedAt: row.updatedAt, archived: row.archived, ...(row.archivedAt ? { archivedAt: row.archivedAt } : {}) });

// --- batches -------------------------------------------------------------------------------------------------------
const times = () => ({ startedAt: new Date().toISOString(), completedAt: new Date().toISOString() });
function batch(kind, what, body) {
  const inputs = body.inputs ?? [];
  if (inputs.length > 100) refuse(400, 'VALIDATION_ERROR', 'The number of inputs may not be more than 100');
  const before = new Map([...rows.get(kind)].map(([id, row]) => [id, { ...row, properties: { ...row.properties } }]));
  // One bad or conflicting input fails the whole batch and nothing is written (unconfirmed: seen in reports only).
  try {
    if (what === 'create') return { status: 201, body: { status: 'COMPLETE', results: inputs.map((i) => shown(create(kind, i))), ...times() } };
    if (what === 'update') return { status: 200, body: { status: 'COMPLETE', results: inputs.map((i) => shown(update(get(kind, i.id, i.idProperty) ?? refuse(404, 'OBJECT_NOT_FOUND', 'not found'), kind, i.properties))), ...times() } };
    if (what === 'archive') { for (const i of inputs) archive(kind, i.id); return { status: 204 }; }
    if (what === 'upsert') {
      if (new Set(inputs.map((i) => String(i.id).toLowerCase())).size !== inputs.length) refuse(400, 'VALIDATION_ERROR', 'Duplicate IDs found in batch input');
      const results = inputs.map((i) => {
        if (!i.idProperty || !isUnique(kind, i.idProperty)) refuse(400, 'VALIDATION_ERROR', `${i.idProperty} is not a unique property`);
        const found = byUnique(kind, i.idProperty, i.id);
        // Ticket and task defaults on creation by upsert are unconfirmed.
        const row = found ? update(found, kind, i.properties) : create(kind, { properties: { ...(kind === 'tickets' ? { hs_pipeline: '0', hs_pipeline_stage: '1' } : kind === 'tasks' ? { hs_timestamp: new Date().toISOString() } : {}), ...i.properties, [i.idProperty]: i.id } });
        return { ...shown(row), new: !found, objectWriteTraceId: i.objectWriteTraceId };
      });
      return { status: 200, body: { status: 'COMPLETE', results, ...times() } };
    }
  } catch (refused) {
    if (refused instanceof Refused && wholeBatchConflicts) rows.set(kind, before);
    throw refused;
  }
  if (what !== 'read') refuse(404, 'OBJECT_NOT_FOUND', 'no such batch');
  const results = [], missing = [];
  for (const i of inputs) { const row = get(kind, i.id, body.idProperty); row ? results.push(shown(row, body.properties)) : missing.push(String(i.id)); }
  return missing.length ? { status: 207, body: { status: 'COMPLETE', results, numErrors: 1, errors: [{ status: 'error', category: 'OBJECT_NOT_FOUND', message: 'Could not get some objects', context: { ids: missing } }], ...times() } }
    : { status: 200, body: { status: 'COMPLETE', results, ...times() } };
}
function archive(kind, id) {
  const row = rows.get(kind).get(String(id));
  if (row && !row.archived) { row.archived = true; row.archivedAt = new Date(org.now()).toISOString(); }
}

// --- search --------------------------------------------------------------------------------------------------------
function search(kind, body) {
  const now = Date.now();
  searches = searches.filter((at) => at > now - 1000);
  if (searches.length >= searchesPerSecond) return { status: 429, headers: { }, body: { status: 'error', message: 'You have reached your secondly limit.', errorType: 'RATE_LIMIT', correlationId: crypto.randomUUID(), policyName: 'SECONDLY' } };
  searches.push(now);
  if ((body.limit ?? 10) > 200) refuse(400, 'VALIDATION_ERROR', 'limit must not be more than 200');
  if (Number(body.after ?? 0) + (body.limit ?? 10) > searchLimit) refuse(400, 'VALIDATION_ERROR', `The requested page goes beyond ${searchLimit} results`);
  if ((body.filterGroups ?? []).some((g) => g.filters.length > 6)) refuse(400, 'VALIDATION_ERROR', 'too many filters');
  const number = (kind2, name, value) => typeOf(kind2, name) === 'datetime' ? (/^\d+$/.test(value) ? Number(value) : Date.parse(value)) : typeOf(kind2, name) === 'number' ? Number(value) : String(value).toLowerCase();
  const holds = (row, f) => {
    if (!kinds[kind].properties[f.propertyName]) refuse(400, 'VALIDATION_ERROR', `There was a problem with the request: no property ${f.propertyName}`);
    const raw = row.properties[f.propertyName];
    if (f.operator === 'HAS_PROPERTY') return raw != null;
    if (f.operator === 'NOT_HAS_PROPERTY') return raw == null;
    const value = raw == null ? null : number(kind, f.propertyName, raw), other = f.value === undefined ? null : number(kind, f.propertyName, f.value);
    switch (f.operator) {
      case 'EQ': return value !== null && value === other;
      case 'NEQ': return value !== null && value !== other;
      case 'LT': return value !== null && value < other;
      case 'LTE': return value !== null && value <= other;
      case 'GT': return value !== null && value > other;
      case 'GTE': return value !== null && value >= other;
      case 'BETWEEN': return value !== null && value >= other && value <= number(kind, f.propertyName, f.highValue);
      case 'IN': return value !== null && f.values.some((v) => number(kind, f.propertyName, v) === value);
      case 'NOT_IN': return value !== null && !f.values.some((v) => number(kind, f.propertyName, v) === value);
      default: return refuse(400, 'VALIDATION_ERROR', `operator ${f.operator} is not supported here`);
    }
  };
  const groups = body.filterGroups ?? [];
  let found = [...rows.get(kind).values()].filter((row) => !row.archived && row.visibleAt <= now && (!groups.length || groups.some((g) => g.filters.every((f) => holds(row, f)))));
  const sort = body.sorts?.[0];
  if (sort) {
    const name = typeof sort === 'string' ? sort.replace(/^-/, '') : sort.propertyName, down = typeof sort === 'string' ? sort.startsWith('-') : sort.direction === 'DESCENDING';
    found.sort((a, b) => { const [x, y] = [a, b].map((r) => number(kind, name, r.properties[name] ?? '')); return (x < y ? -1 : x > y ? 1 : 0) * (down ? -1 : 1); });
  }
  const from = Number(body.after ?? 0), limit = body.limit ?? 10, page = found.slice(from, from + limit);
  return { status: 200, body: { total: found.length, results: page.map((r) => shown(r, body.properties)), ...(from + limit < found.length ? { paging: { next: { after: String(from + limit) } } } : {}) } };
}

// --- associations --------------------------------------------------------------------------------------------------
function link(from, id, to, other) {
  const put = (a, x, b, y) => { const key = `${a}/${x}/${b}`; (links.get(key) ?? links.set(key, new Set()).get(key)).add(String(y)); };
  put(from, id, to, other);
  put(to, other, from, id);
}
const linked = (from, id, to) => [...(links.get(`${from}/${id}/${to}`) ?? [])].filter((other) => get(to, other)).map((other) => ({ toObjectId: other, associationTypes: [{ category: 'HUBSPOT_DEFINED', typeId: typeIds[`${from}/${to}`] ?? 1, label: null }] }));
function associations(request, fromName, toName, what) {
  const from = kindOf(fromName), to = kindOf(toName);
  if (what === 'labels') return { status: 200, body: { results: [{ category: 'HUBSPOT_DEFINED', typeId: typeIds[`${from}/${to}`] ?? 1, label: null }] } };
  const inputs = request.json().inputs;
  if (what === 'batch/read') return { status: 200, body: { status: 'COMPLETE', results: inputs.map((i) => {
    const all = linked(from, String(i.id), to), at = Number(i.after ?? 0), page = all.slice(at, at + 500);
    return { from: { id: String(i.id) }, to: page, ...(at + 500 < all.length ? { paging: { next: { after: String(at + 500) } } } : {}) };
  }).filter((r) => r.to.length), ...times() } };
  if (what === 'batch/associate/default') {
    for (const i of inputs) {
      if (!get(from, i.from.id) || !get(to, i.to.id)) refuse(404, 'OBJECT_NOT_FOUND', 'no such object to associate');
      link(from, String(i.from.id), to, String(i.to.id));
    }
    return { status: 200, body: { status: 'COMPLETE', results: inputs.map((i) => ({ from: i.from, to: i.to })), ...times() } };
  }
  return refuse(404, 'OBJECT_NOT_FOUND', 'no such call');
}

// --- the server ----------------------------------------------------------------------------------------------------
function objects(request, parts) {
  const [name, id, ...rest] = parts, kind = kindOf(name), { method } = request, query = request.url.searchParams;
  const names = query.getAll('properties').flatMap((p) => p.split(','));
  if (id === 'batch') return batch(kind, rest[0], request.json());
  if (id === 'search') return search(kind, request.json());
  if (!id && method === 'POST') return { status: 201, body: shown(create(kind, request.json())) };
  if (!id) {
    const limit = Number(query.get('limit') ?? 10), archived = query.get('archived') === 'true';
    if (limit > 100) refuse(400, 'VALIDATION_ERROR', 'limit must not be more than 100');
    const after = Number(query.get('after') ?? 0), all = [...rows.get(kind).values()].filter((r) => r.archived === archived && Number(r.id) > after).sort((a, b) => a.id - b.id);
    const page = all.slice(0, limit);
    return { status: 200, body: { results: page.map((r) => shown(r, names)), ...(all.length > limit ? { paging: { next: { after: page.at(-1).id, link: 'https://api.hubapi.com/next' } } } : {}) } };
  }
  if (rest[0] === 'associations') {
    const target = kindOf(rest[1] === 'default' ? rest[2] : rest[1]), other = rest[1] === 'default' ? rest[3] : rest[2];
    if (method === 'GET') return { status: 200, body: { results: linked(kind, id, target) } };
    if (method === 'PUT') { link(kind, id, target, other); return { status: 201, body: { fromObjectTypeId: kinds[kind].code, fromObjectId: Number(id), toObjectTypeId: kinds[target].code, toObjectId: Number(other), labels: [] } }; }
  }
  if (method === 'DELETE') { archive(kind, id); return { status: 204 }; }
  const row = get(kind, id, query.get('idProperty')) ?? refuse(404, 'OBJECT_NOT_FOUND', 'resource not found');
  if (method === 'PATCH') return { status: 200, body: shown(update(row, kind, request.json().properties)) };
  return { status: 200, body: shown(row, names) };
}
function token(request) {
  const form = new URLSearchParams(request.text), fail = (message) => { throw new Refused(400, { status: 'BAD_REFRESH_TOKEN', message, error: 'invalid_grant' }); };
  if (form.get('grant_type') === 'refresh_token' && !refreshTokens.has(form.get('refresh_token'))) fail('missing or invalid refresh token');
  if (form.get('grant_type') === 'authorization_code' && form.get('code') !== 'code-1') fail('missing or unknown auth code');
  const made = `at-${crypto.randomBytes(12).toString('hex')}`;
  tokens.add(made);
  return { status: 200, body: { access_token: made, refresh_token: 'refresh-1', expires_in: 1800, token_type: 'bearer' } };
}
org.handle = (request) => {
  const parts = request.path.split('/').filter(Boolean).map(decodeURIComponent);
  if (parts[0] === 'oauth' && parts.at(-1) === 'token') return token(request);
  if (!tokens.has((request.headers.authorization ?? '').replace(/^Bearer /, ''))) refuse(401, 'EXPIRED_AUTHENTICATION', 'The OAuth token used to make this call expired');
  const answer = routed(request, parts);
  dailyLeft--;
  return parts.at(-1) === 'search' ? answer : { ...answer, headers: { 'x-hubspot-ratelimit-max': '190', 'x-hubspot-ratelimit-remaining': '180', 'x-hubspot-ratelimit-interval-milliseconds': '10000', 'x-hubspot-ratelimit-daily': String(daily), 'x-hubspot-ratelimit-daily-remaining': String(dailyLeft), 'x-hubspot-correlation-id': crypto.randomUUID(), ...answer.headers } };
};
function routed(request, parts) {
  // v3 and v4 have the version second, date-based paths third. Date-based associations and account paths are unconfirmed.
  const at = parts.findIndex((p) => /^v\d$|^\d{4}-\d\d$/.test(p)), rest = parts.filter((_, i) => i !== at);
  const [area, room, ...more] = rest;
  if (area === 'crm' && room === 'objects') return objects(request, more);
  if (area === 'crm' && room === 'associations') return associations(request, more[0], more[1], more.slice(2).join('/'));
  if (area === 'crm' && room === 'properties') {
    const kind = kindOf(more[0]);
    return { status: 200, body: { results: Object.entries(kinds[kind].properties).map(([name, type]) => ({ name, label: name, type: typeOf(kind, name), fieldType: Array.isArray(type) ? 'select' : 'text', options: Array.isArray(type) ? type : [],
      hasUniqueValue: isUnique(kind, name) && name !== 'email', modificationMetadata: { readOnlyValue: name in common } })) } };
  }
  if (area === 'crm' && room === 'owners') { // date-based path unconfirmed
    const from = Number(request.url.searchParams.get('after') ?? 0), limit = Math.min(500, Number(request.url.searchParams.get('limit') ?? 100));
    return { status: 200, body: { results: owners.slice(from, from + limit), ...(from + limit < owners.length ? { paging: { next: { after: String(from + limit) } } } : {}) } };
  }
  if (area === 'crm' && room === 'pipelines') return { status: 200, body: { results: [{ id: '0', label: 'Support', stages: ['New', 'Waiting on contact', 'Waiting on us', 'Closed'].map((label, i) => ({ id: String(i + 1), label, metadata: { ticketState: i === 3 ? 'CLOSED' : 'OPEN' } })) }] } };
  if (area === 'files') {
    const file = multipart(request.raw, request.headers['content-type'])?.find((p) => /name="file"/.test(p.headers['content-disposition'])) ?? refuse(400, 'VALIDATION_ERROR', 'no file');
    const id = String(counter++);
    files.set(id, file.body);
    return { status: 201, body: { id, access: 'PRIVATE', size: file.body.length } };
  }
  if (area === 'account-info' && room === 'details') return { status: 200, body: { portalId: 62515, accountType: 'STANDARD', timeZone: 'Europe/Berlin', uiDomain: 'app.hubspot.com' } };
  if (area === 'account-info' && room === 'activity') {
    const after = Date.parse(request.url.searchParams.get('occurredAfter') ?? 0) || 0, from = Number(request.url.searchParams.get('after') ?? 0), limit = Number(request.url.searchParams.get('limit') ?? 10);
    const all = events[more[0]].filter((e) => Date.parse(e.occurredAt ?? e.createdAt ?? e.loginAt) > after);
    return { status: 200, body: { results: all.slice(from, from + limit), ...(from + limit < all.length ? { paging: { next: { after: String(from + limit) } } } : {}) } };
  }
  return refuse(404, 'OBJECT_NOT_FOUND', 'no such path');
}
org.faults = {
  expired: () => ({ status: 401, body: text(401, 'EXPIRED_AUTHENTICATION', 'The OAuth token used to make this call expired') }),
  limit: () => ({ status: 429, body: { status: 'error', message: 'You have reached your daily limit.', errorType: 'RATE_LIMIT', policyName: 'DAILY' } }),
  lock: () => ({ status: 423, body: text(423, 'LOCKED', 'the record is locked') }),
};
org.expire = () => { tokens.clear(); tokens.add('pat-na1-x'); };
org.dump = () => ({ ...Object.fromEntries([...rows].map(([kind, all]) => [kind, [...all.values()]])), files: [...files].map(([id, f]) => ({ id, size: f.length })) });
/** {records: [{type, data, associations: [{to, id}]}], change: [{type, id, data}], remove: [{type, id}], events: {security: []}, owners: [{id, email, firstName, lastName}], lag, daily: {max, left}, tokens, searchesPerSecond, searchLimit, dropFields: [{type, name}]} */
org.seed = (body) => {
  if (body.lag !== undefined) lag = body.lag;
  if (body.daily) { daily = body.daily.max; dailyLeft = body.daily.left; }
  if (body.searchesPerSecond) searchesPerSecond = body.searchesPerSecond;
  if (body.searchLimit) searchLimit = body.searchLimit;
  if (body.tokens) { tokens.clear(); for (const t of body.tokens) tokens.add(t); }
  if (body.owners) owners = body.owners;
  for (const { type, name } of body.dropFields ?? []) { delete kinds[type].properties[name]; for (const row of rows.get(type).values()) delete row.properties[name]; }
  for (const [name, list] of Object.entries(body.events ?? {})) events[name].push(...list);
  for (const { type, id, data } of body.change ?? []) update(get(type, id), type, data);
  for (const { type, id } of body.remove ?? []) archive(type, id);
  return (body.records ?? []).map(({ type, data, count, associations: targets }) => {
    let row;
    for (let i = 0; i < (count ?? 1); i++) row = create(type, { properties: count ? JSON.parse(JSON.stringify(data).replaceAll('{n}', String(i))) : data });
    for (const { to, id } of targets ?? []) link(type, row.id, to, String(id));
    return row.id;
  });
};
serve(org);
