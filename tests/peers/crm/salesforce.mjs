// A stand-in for one Salesforce organisation, with state. Run by hand: node salesforce.mjs [port].
//
// Confirmed by jsforce unless a comment says `unconfirmed`: then it follows the REST API guide or is a guess, and no
// claim about the product may rest on it.
import crypto from 'node:crypto';
import { Refused, csvLine, csvRows, multipart, serve } from './peer.mjs';
import { SoqlError, fieldsOf, holds, parse } from './soql.mjs';
import { tables, prefixes } from './salesforcetables.mjs';

const version = '62.0', root = `/services/data/v${version}`, apiMax = 15000;
const org = { name: 'salesforce', now: Date.now };
const organisation = '00D000000000001AAA', integrationUser = '005000000000001AAA';

// --- state ---------------------------------------------------------------------------------------------------------
let rows = new Map(Object.keys(tables).map((type) => [type, new Map()]));
let counter = 1, tokenNumber = 0, used = 10, max = apiMax;
const access = new Map(), refresh = new Map(), codes = new Map(), jobs = new Map(), locators = new Map();
const blobs = new Map(), huge = new Map();
let jwtKey = null, rotatesRefresh = false, instance = null, nextHost = '', stuckJobs = false, failedJobs = false, versions = [version, '61.0'];

const errors = (code, message, fields) => [{ message, errorCode: code, ...(fields ? { fields } : {}) }];
org.errorBody = (status, code, message) => errors(code ?? 'UNKNOWN_EXCEPTION', message);
const refuse = (status, code, message, fields) => { throw new Refused(status, errors(code, message, fields)); };

/** 18 characters: 15 and a checksum of their upper-case letters. */
function idOf(type) {
  const id = prefixes[type] + String(counter++).padStart(12, '0');
  const letters = 'ABCDEFGHIJKLMNOPQRSTUVWXYZ012345';
  let sum = '';
  for (let part = 0; part < 3; part++) {
    let bits = 0;
    for (let i = 0; i < 5; i++) if (/[A-Z]/.test(id[part * 5 + i])) bits |= 1 << i;
    sum += letters[bits];
  }
  return id + sum;
}
const same = (a, b) => String(a).slice(0, 15) === String(b).slice(0, 15);
const time = (ms) => new Date(ms).toISOString().replace('Z', '+0000');
const table = (type, status = 404) => tables[type] ? rows.get(type) : refuse(status, 'NOT_FOUND', `The requested resource does not exist: ${type}`);
const find = (type, id) => table(type).get(id) ?? [...table(type).values()].find((row) => same(row.Id, id));
// External ids match whatever their case. A key's rows are found by an index, which is made anew after a rollback.
let index = new Map();
const indexed = (type, field) => {
  const name = `${type}.${field}`;
  if (!index.has(name)) {
    index.set(name, new Map());
    for (const row of rows.get(type).values()) note(type, row, field);
  }
  return index.get(name);
};
function note(type, row, only) {
  for (const { name } of tables[type].filter((f) => f.externalId && (!only || f.name === only))) {
    const key = String(row[name] ?? '').toLowerCase(), keys = only ? index.get(`${type}.${name}`) : indexed(type, name);
    if (key) (keys.get(key) ?? keys.set(key, new Set()).get(key)).add(row.Id);
  }
}
const byKey = (type, field, value) => [...(indexed(type, field).get(String(value).toLowerCase()) ?? [])].map((id) => table(type).get(id))
  .filter((row) => row && !row.IsDeleted && String(row[field] ?? '').toLowerCase() === String(value).toLowerCase());
const transaction = (work, mayUndo) => {
  const before = mayUndo && new Map([...rows].map(([type, all]) => [type, new Map([...all].map(([id, row]) => [id, { ...row }]))]));
  return { result: work(), undo: () => { rows = before; index = new Map(); } };
};

// --- writing -------------------------------------------------------------------------------------------------------
function resolved(type, data) {
  const result = {};
  for (const [name, value] of Object.entries(data)) {
    if (name === 'attributes') continue;
    const link = tables[type].find((f) => f.relationship === name);
    if (link && value && typeof value === 'object') {
      const target = value.attributes?.type ?? link.references[0];
      const [field, key] = Object.entries(value).find(([n]) => n !== 'attributes') ?? [];
      const found = field ? byKey(target, field, key) : [];
      if (found.length !== 1) refuse(400, 'INVALID_FIELD', `Foreign key external ID: ${key} not found for field ${field} in entity ${target}`);
      result[link.name] = found[0].Id;
    } else result[name] = value;
  }
  return result;
}

function check(type, data, isNew) {
  for (const [name, value] of Object.entries(data)) {
    const field = tables[type].find((f) => f.name.toLowerCase() === name.toLowerCase());
    if (!field) refuse(400, 'INVALID_FIELD', `No such column '${name}' on sobject of type ${type}`);
    if (name === 'Id') continue;
    if (isNew ? !field.creatable : !field.updatable) refuse(400, 'INVALID_FIELD_FOR_INSERT_UPDATE', `Unable to create/update fields: ${name}`, [name]);
    if (value === null || value === '') continue;
    if (field.length && Buffer.byteLength(String(value)) > field.length && (field.inOctets || [...String(value)].length > field.length))
      refuse(400, 'STRING_TOO_LONG', `${name}: data value too large (max length=${field.length})`, [name]);
    if (field.restricted && !field.values.includes(value)) refuse(400, 'INVALID_OR_NULL_FOR_RESTRICTED_PICKLIST', `bad value for restricted picklist field: ${value}`, [name]);
    if (field.type === 'email' && !/^[^@\s]+@[^@\s]+\.[^@\s]+$/.test(value)) refuse(400, 'INVALID_EMAIL_ADDRESS', `Email: invalid email address: ${value}`, [name]);
    if (field.type === 'reference' && !field.references.some((t) => find(t, value))) refuse(400, 'INVALID_CROSS_REFERENCE_KEY', 'invalid cross reference id', [name]);
    if (field.type === 'datetime' && Number.isNaN(Date.parse(String(value).replace(/([+-]\d\d)(\d\d)$/, '$1:$2')))) refuse(400, 'JSON_PARSER_ERROR', `Cannot deserialize instance of datetime from ${value}`);
    if (field.type === 'date' && !/^\d{4}-\d\d-\d\d$/.test(value)) refuse(400, 'JSON_PARSER_ERROR', `Cannot deserialize instance of date from ${value}`);
  }
  const missing = isNew ? tables[type].filter((f) => f.required && (data[f.name] ?? '') === '').map((f) => f.name) : [];
  if (missing.length) refuse(400, 'REQUIRED_FIELD_MISSING', `Required fields are missing: [${missing}]`, missing);
  for (const field of tables[type].filter((f) => f.unique && data[f.name]))
    for (const other of byKey(type, field.name, data[field.name]))
      if (isNew || !same(other.Id, data.Id ?? '')) refuse(400, 'DUPLICATE_VALUE', `duplicate value found: ${field.name} duplicates value on record with id: ${other.Id}`, [field.name]);
}

function store(type, data, owner = integrationUser) {
  const now = time(org.now()), id = idOf(type);
  const row = { ...Object.fromEntries(tables[type].map((f) => [f.name, f.initial ?? null])), ...data, Id: id, CreatedDate: now,
    LastModifiedDate: now, SystemModstamp: now, CreatedById: owner, LastModifiedById: owner, IsDeleted: false };
  if (type === 'Case') row.CaseNumber = String(counter).padStart(8, '0');
  if (type === 'ContentVersion') {
    row.ContentDocumentId = idOf('ContentDocument');
    if (typeof row.VersionData === 'string') blobs.set(id, Buffer.from(row.VersionData, 'base64'));
    row.ContentSize = blobs.get(id)?.length ?? 0;
    row.VersionData = `${root}/sobjects/ContentVersion/${id}/VersionData`;
  }
  rows.get(type).set(id, row);
  note(type, row);
  return row;
}
function create(type, data) {
  table(type);
  const given = resolved(type, data);
  check(type, given, true);
  return store(type, given);
}
function touch(row, data) {
  // Two changes within a millisecond keep their order.
  const now = Math.max(org.now(), Date.parse(row.SystemModstamp.replace('+0000', 'Z')) + 1);
  Object.assign(row, data, { LastModifiedDate: time(now), SystemModstamp: time(now), LastModifiedById: data.LastModifiedById ?? integrationUser });
  note(Object.keys(prefixes).find((type) => row.Id.startsWith(prefixes[type])), row);
}
function update(type, id, data) {
  const row = find(type, id);
  if (!row) refuse(404, 'NOT_FOUND', 'Provided external ID field does not exist or is not accessible');
  if (row.IsDeleted) refuse(404, 'ENTITY_IS_DELETED', 'entity is deleted');
  const given = resolved(type, data);
  delete given.Id; delete given.id;
  check(type, { ...given, Id: row.Id }, false);
  touch(row, given);
  return row;
}
function remove(type, id) {
  const row = find(type, id);
  if (!row) refuse(404, 'NOT_FOUND', 'The requested resource does not exist');
  if (row.IsDeleted) refuse(404, 'ENTITY_IS_DELETED', 'entity is deleted');
  touch(row, { IsDeleted: true });
}
function upsert(type, field, key, data, inCollection = false) {
  table(type);
  if (!tables[type].some((f) => f.name === field && f.externalId)) refuse(404, 'NOT_FOUND', 'Provided external ID field does not exist or is not accessible: ' + field);
  const found = byKey(type, field, key);
  if (found.length > 1) {
    if (inCollection) refuse(400, 'DUPLICATE_EXTERNAL_ID', `${field}: more than one record found for external id field: [${found.map((r) => r.Id).join(', ')}]`); // unconfirmed
    throw new Refused(300, found.map((r) => `${root}/sobjects/${type}/${r.Id}`));
  }
  const { [field]: _, ...rest } = data;
  if (found.length === 1) return { id: update(type, found[0].Id, rest).Id, success: true, errors: [], created: false };
  return { id: create(type, { ...rest, [field]: key }).Id, success: true, errors: [], created: true };
}

// --- reading -------------------------------------------------------------------------------------------------------
const shown = (type, row) => ({ attributes: { type, url: `${root}/sobjects/${type}/${row.Id}` }, ...row });
function read(type, row, path) {
  const [first, ...rest] = path.split('.');
  if (!rest.length) {
    const field = tables[type].find((f) => f.name.toLowerCase() === first.toLowerCase());
    return row?.[field.name];
  }
  const link = tables[type].find((f) => f.relationship?.toLowerCase() === first.toLowerCase());
  for (const target of link.references) {
    const other = row?.[link.name] && find(target, row[link.name]);
    if (other) return read(target, other, rest.join('.'));
  }
  return null;
}
function known(type, path) {
  const [first, ...rest] = path.split('.');
  const field = tables[type]?.find((f) => (rest.length ? f.relationship : f.name)?.toLowerCase() === first.toLowerCase());
  if (!field) refuse(400, 'INVALID_FIELD', `No such column '${path}' on entity '${type}'`);
  if (rest.length) known(field.references[0], rest.join('.'));
}
function select(text, all) {
  let query;
  try { query = parse(text); } catch (error) {
    if (error instanceof SoqlError) refuse(400, error.code, error.message);
    throw error;
  }
  const type = Object.keys(tables).find((t) => t.toLowerCase() === query.type.toLowerCase());
  if (!type) refuse(400, 'INVALID_TYPE', `sObject type '${query.type}' is not supported.`);
  for (const field of [...query.fields, ...fieldsOf(query.where), ...query.order.map((o) => o.field)]) known(type, field);
  // Of a list of keys the rows are found by their index, as an organisation has one.
  const isKeyed = !all && query.where?.op === 'in' && tables[type].some((f) => f.externalId && f.name === query.where.field);
  let found = isKeyed ? query.where.values.flatMap((v) => byKey(type, query.where.field, v.value))
    : [...rows.get(type).values()].filter((row) => (all || !row.IsDeleted) && holds(query.where, row, (r, f) => read(type, r, f)));
  if (query.count && query.group) {
    const groups = new Map();
    for (const row of found) { const g = read(type, row, query.group); groups.set(g, (groups.get(g) ?? 0) + 1); }
    return { type, query, records: [...groups].map(([g, n]) => ({ attributes: { type: 'AggregateResult' }, [query.group]: g, expr0: n })) };
  }
  if (query.count) return { type, query, count: found.length, records: query.count === '*' ? [] : [{ attributes: { type: 'AggregateResult' }, expr0: found.length }] };
  for (const { field, down } of query.order.slice().reverse())
    found = found.map((row, at) => ({ row, at, key: read(type, row, field) ?? '' }))
      .sort((a, b) => (a.key < b.key ? -1 : a.key > b.key ? 1 : 0) * (down ? -1 : 1) || a.at - b.at).map((x) => x.row);
  found = found.slice(query.offset, query.limit === null ? undefined : query.offset + query.limit);
  return { type, query, records: found.map((row) => {
    const record = { attributes: { type, url: `${root}/sobjects/${type}/${row.Id}` } };
    for (const path of query.fields) {
      const [first, ...rest] = path.split('.');
      if (rest.length) record[first] = { ...(record[first] ?? { attributes: { type: first } }), [rest.at(-1)]: read(type, row, path) ?? null };
      else { const name = tables[type].find((f) => f.name.toLowerCase() === first.toLowerCase()).name; record[name] = row[name] ?? null; }
    }
    return record;
  }) };
}
function page(id, from, size) {
  const { records } = locators.get(id) ?? refuse(400, 'INVALID_QUERY_LOCATOR', 'invalid query locator');
  const part = records.slice(from, from + size), next = from + size;
  return { totalSize: records.length, done: next >= records.length,
    ...(next < records.length ? { nextRecordsUrl: `${nextHost}${root}/query/${id}-${next}` } : {}), records: part };
}
function query(request, all) {
  const { records, count } = select(request.url.searchParams.get('q') ?? '', all);
  if (count !== undefined && !records.length) return { totalSize: count, done: true, records: [] };
  const wanted = /batchSize=(\d+)/.exec(request.headers['sforce-query-options'] ?? '')?.[1];
  const size = Math.min(2000, Math.max(200, Number(wanted ?? 2000)));
  const id = `01g${String(counter++).padStart(12, '0')}AAA`;
  locators.set(id, { records, size });
  return page(id, 0, size);
}

function describe(type) {
  table(type);
  return { name: type, label: type, createable: true, updateable: true, queryable: true, replicateable: true, recordTypeInfos: [],
    fields: tables[type].map((f) => ({ name: f.name, label: f.label ?? f.name, type: f.type, length: f.length ?? 0, nillable: !f.required,
      createable: f.creatable, updateable: f.updatable, defaultedOnCreate: f.initial !== undefined || f.type === 'boolean',
      externalId: !!f.externalId, unique: !!f.unique, idLookup: !!f.externalId || f.name === 'Id', custom: f.name.endsWith('__c'),
      restrictedPicklist: !!f.restricted, referenceTo: f.references ?? [], relationshipName: f.relationship ?? null,
      picklistValues: (f.values ?? []).map((value) => ({ value, label: value, active: true, defaultValue: value === f.initial })) })) };
}

// --- collections, composite ----------------------------------------------------------------------------------------
const itemError = (refused) => {
  const [first] = refused.answer.body;
  return { success: false, errors: [{ statusCode: first.errorCode, message: first.message, fields: first.fields ?? [] }] };
};
function collection(body, work) {
  const list = body.records ?? [];
  if (list.length > 200) refuse(400, 'EXCEEDED_MAX_SIZE_REQUEST', 'record limit reached. cannot submit more than 200 records into this call');
  const { result, undo } = transaction(() => list.map((record) => {
    try { return work(record); } catch (refused) { if (!(refused instanceof Refused)) throw refused; return itemError(refused); }
  }), body.allOrNone);
  if (body.allOrNone && result.some((r) => !r.success)) {
    undo();
    return result.map((r) => (r.success ? { success: false, errors: [{ statusCode: 'ALL_OR_NONE_OPERATION_ROLLED_BACK', message: 'Record rolled back because not all records were valid', fields: [] }] } : r));
  }
  return result;
}
function collections(request, parts) {
  const body = request.method === 'DELETE' ? { allOrNone: request.url.searchParams.get('allOrNone') === 'true', records: request.url.searchParams.get('ids').split(',') } : request.json();
  if (request.method === 'POST' && parts.length === 1) {
    return body.ids.slice(0, 2000).map((id) => { const row = find(parts[0], id); return row && !row.IsDeleted ? { attributes: shown(parts[0], row).attributes, ...Object.fromEntries(body.fields.map((f) => [f, row[f] ?? null])) } : null; });
  }
  if (request.method === 'POST') return collection(body, (r) => ({ id: create(r.attributes.type, r).Id, success: true, errors: [] }));
  if (request.method === 'DELETE') return collection(body, (id) => { remove(Object.keys(prefixes).find((t) => id.startsWith(prefixes[t]) && tables[t]), id); return { id, success: true, errors: [] }; });
  if (parts.length === 2) {
    const seen = new Set();
    return collection(body, (r) => {
      const key = String(r[parts[1]] ?? '').toLowerCase();
      if (seen.has(key)) refuse(400, 'DUPLICATE_VALUE', `Duplicate external id specified: ${key}`, [parts[1]]);
      seen.add(key);
      return upsert(parts[0], parts[1], r[parts[1]], r, true);
    });
  }
  return collection(body, (r) => ({ id: update(r.attributes.type, r.id ?? r.Id, r).Id, success: true, errors: [] }));
}
function composite(body, limit = 25) {
  if (body.compositeRequest.length > limit) refuse(400, 'LIMIT_EXCEEDED', `at most ${limit} subrequests`);
  const answers = {}, list = [];
  const fill = (value) => typeof value === 'string' ? value.replace(/@\{(\w+)\.([\w.[\]]+)\}/g, (all, ref, path) => {
    const found = path.split('.').reduce((v, key) => v?.[key], answers[ref]);
    return found === undefined ? refuse(400, 'PROCESSING_HALTED', `Invalid reference specified. No value for ${ref}.${path} found`) : found;
  }) : value && typeof value === 'object' ? Object.fromEntries(Object.entries(value).map(([k, v]) => [k, fill(v)])) : value;
  const { undo } = transaction(() => {
    for (const sub of body.compositeRequest) {
      let answer;
      try {
        const url = new URL(fill(sub.url), 'http://composite');
        answer = records({ method: sub.method, url, path: url.pathname, query: url.search, headers: {}, json: () => fill(sub.body ?? {}) }, url.pathname.slice(root.length + 1).split('/').map(decodeURIComponent));
      } catch (refused) { if (!(refused instanceof Refused)) throw refused; answer = refused.answer; }
      answers[sub.referenceId] = answer.body;
      list.push({ body: answer.body ?? null, httpHeaders: {}, httpStatusCode: answer.status, referenceId: sub.referenceId });
    }
  }, body.allOrNone);
  if (body.allOrNone && list.some((a) => a.httpStatusCode >= 300)) {
    undo();
    for (const answer of list) if (answer.httpStatusCode < 300) Object.assign(answer, { httpStatusCode: 400, body: errors('PROCESSING_HALTED', 'The transaction was rolled back since another operation in the same transaction failed.') });
  }
  return { compositeResponse: list };
}
function graphs(body) {
  const nodes = body.graphs.reduce((n, g) => n + g.compositeRequest.length, 0);
  if (body.graphs.length > 75 || nodes > 500) refuse(400, 'LIMIT_EXCEEDED', 'at most 75 graphs and 500 nodes');
  return { graphs: body.graphs.map((g) => { const answer = composite({ ...g, allOrNone: true }, 500); return { graphId: g.graphId, graphResponse: answer, isSuccessful: answer.compositeResponse.every((a) => a.httpStatusCode < 300) }; }) };
}

// --- rows ----------------------------------------------------------------------------------------------------------
function records(request, parts) {
  const [kind, type, key, value] = parts, { method } = request;
  if (kind === 'query' && !type) return { status: 200, body: query(request, false) };
  if (kind !== 'sobjects') refuse(404, 'NOT_FOUND', 'The requested resource does not exist');
  if (!type) return { status: 200, body: { encoding: 'UTF-8', maxBatchSize: 200, sobjects: Object.keys(tables).map((name) => ({ name, label: name })) } };
  if (key === 'describe') return { status: 200, body: describe(type) };
  if (key === 'updated' || key === 'deleted') {
    const minute = (name) => Math.floor(Date.parse(request.url.searchParams.get(name).replace(' ', '+').replace(/([+-]\d\d)(\d\d)$/, '$1:$2')) / 6e4) * 6e4;
    const [from, to] = [minute('start'), minute('end')];
    if (!(to > from)) refuse(400, 'INVALID_REPLICATION_DATE', 'The end date must be after the start date');
    const within = [...table(type).values()].filter((r) => { const at = Date.parse(r.SystemModstamp.replace('+0000', 'Z')); return at >= from && at < to; });
    const covered = time(Math.min(to, org.now()));
    return { status: 200, body: key === 'updated' ? { ids: within.filter((r) => !r.IsDeleted).map((r) => r.Id), latestDateCovered: covered }
      : { deletedRecords: within.filter((r) => r.IsDeleted).map((r) => ({ id: r.Id, deletedDate: r.SystemModstamp })), earliestDateAvailable: time(org.now() - 15 * 864e5), latestDateCovered: covered } };
  }
  if (!key) {
    if (method === 'GET') return { status: 200, body: { objectDescribe: { name: type }, recentItems: [] } };
    const parts2 = multipart(request.raw ?? Buffer.alloc(0), request.headers['content-type']);
    const data = parts2 ? JSON.parse(parts2[0].body.toString()) : request.json();
    const made = create(type, data);
    if (parts2) { blobs.set(made.Id, parts2[1].body); made.ContentSize = parts2[1].body.length; }
    return { status: 201, body: { id: made.Id, success: true, errors: [] } };
  }
  const field = tables[type]?.find((f) => f.name === key && f.externalId);
  if (field && value !== undefined) {
    if (method === 'PATCH') { const result = upsert(type, key, value, request.json()); return { status: result.created ? 201 : 200, body: result }; }
    const found = byKey(type, key, value);
    if (found.length > 1) throw new Refused(300, found.map((r) => `${root}/sobjects/${type}/${r.Id}`));
    return found.length ? { status: 200, body: shown(type, found[0]) } : refuse(404, 'NOT_FOUND', 'The requested resource does not exist');
  }
  const row = find(type, key);
  if (value !== undefined) {
    if (!row || !blobs.has(row.Id)) refuse(404, 'NOT_FOUND', 'The requested resource does not exist');
    return { status: 200, headers: { 'content-type': type === 'EventLogFile' ? 'text/csv' : 'application/octetstream', 'transfer-encoding': 'chunked' }, body: blobs.get(row.Id), megabytes: huge.get(row.Id) };
  }
  if (method === 'PATCH') { update(type, key, request.json()); return { status: 204 }; }
  if (method === 'DELETE') { remove(type, key); return { status: 204 }; }
  return row && !row.IsDeleted ? { status: 200, body: shown(type, row) } : refuse(404, 'NOT_FOUND', 'The requested resource does not exist');
}

// --- bulk ----------------------------------------------------------------------------------------------------------
const jobBody = ({ data, records: _, results, ...job }) => job;
function bulk(request, [kind, id, what]) {
  const { method } = request;
  if (!id && method === 'GET') return { status: 200, body: { done: true, records: [...jobs.values()].filter((j) => j.kind === kind).map(jobBody), nextRecordsUrl: null } };
  if (!id) {
    const body = request.json(), made = { id: idOf('Job'), kind, operation: body.operation, object: body.object, createdById: integrationUser, createdDate: time(org.now()),
      systemModstamp: time(org.now()), state: kind === 'query' ? 'UploadComplete' : 'Open', concurrencyMode: 'Parallel', contentType: 'CSV', apiVersion: Number(version), lineEnding: 'LF', columnDelimiter: 'COMMA',
      ...(kind === 'ingest' ? { externalIdFieldName: body.externalIdFieldName, contentUrl: '' } : {}) };
    if (kind === 'ingest') made.contentUrl = `${root.slice(1)}/jobs/ingest/${made.id}/batches`;
    else { const found = select(body.query, body.operation === 'queryAll'); Object.assign(made, { object: found.type, records: found.records, fields: found.query.fields }); }
    jobs.set(made.id, made);
    return { status: 200, body: jobBody(made) };
  }
  const job = jobs.get(id) ?? refuse(404, 'NOT_FOUND', 'no such job');
  if (method === 'PUT' && what === 'batches') { job.data = request.text; return { status: 201 }; }
  if (method === 'DELETE') { jobs.delete(id); return { status: 204 }; }
  if (method === 'PATCH') {
    const state = request.json().state;
    if (['JobComplete', 'Failed', 'Aborted'].includes(job.state)) refuse(400, 'INVALIDJOBSTATE', `Cannot change a job in state ${job.state}`);
    job.state = state;
    if (state === 'UploadComplete') ingest(job);
    return { status: 200, body: jobBody(job) };
  }
  if (what === 'results' && kind === 'query') {
    if (job.state !== 'JobComplete') refuse(400, 'INVALIDJOBSTATE', 'The job is not complete');
    const from = Number(request.url.searchParams.get('locator') ?? 0), size = Number(request.url.searchParams.get('maxRecords') ?? 50000);
    const part = job.records.slice(from, from + size), next = from + size;
    const cell = (record, path) => path.split('.').reduce((v, k) => v?.[k], record);
    return { status: 200, headers: { 'content-type': 'text/csv', 'sforce-locator': next < job.records.length ? String(next) : 'null', 'sforce-numberofrecords': String(part.length), 'transfer-encoding': 'chunked' },
      body: csvLine(job.fields) + part.map((r) => csvLine(job.fields.map((f) => cell(r, f)))).join('') };
  }
  if (what) return { status: 200, headers: { 'content-type': 'text/csv' }, body: job.results?.[what] ?? '' };
  // A query job is done when it has been asked about once.
  const body = jobBody(job);
  if (kind === 'query' && job.state === 'UploadComplete' && !stuckJobs) Object.assign(job, failedJobs ? { state: 'Failed', errorMessage: 'InvalidBatch' } : { state: 'JobComplete' });
  return { status: 200, body };
}
function ingest(job) {
  const [head, ...lines] = csvRows(job.data ?? '');
  const results = { successfulResults: csvLine(['sf__Id', 'sf__Created', ...head]), failedResults: csvLine(['sf__Id', 'sf__Error', ...head]), unprocessedrecords: csvLine(head) };
  let failed = 0;
  for (const line of lines) {
    const data = Object.fromEntries(head.map((name, i) => [name, line[i] === '#N/A' ? null : line[i]]).filter(([, v]) => v !== ''));
    try {
      const done = job.operation === 'upsert' ? upsert(job.object, job.externalIdFieldName, data[job.externalIdFieldName], data) : { id: create(job.object, data).Id, created: true };
      results.successfulResults += csvLine([done.id, done.created, ...line]);
    } catch (refused) {
      if (!(refused instanceof Refused)) throw refused;
      failed++;
      const [first] = refused.answer.body;
      results.failedResults += csvLine(['', `${first.errorCode}:${first.message}:${first.fields ?? '--'}`, ...line]);
    }
  }
  Object.assign(job, { state: 'JobComplete', results, numberRecordsProcessed: lines.length, numberRecordsFailed: failed, retries: 0, totalProcessingTime: 1 });
}

// --- OAuth ---------------------------------------------------------------------------------------------------------
const oauthError = (error, text) => { throw new Refused(400, { error, error_description: text }); };
function grant(withRefresh, user = integrationUser) {
  const token = `00D000000000001!AQ${++tokenNumber}.${crypto.randomBytes(12).toString('hex')}`, issued = String(org.now());
  const id = `${org.base}/id/${organisation}/${user}`;
  access.set(token, { user, refresh: withRefresh });
  return { access_token: token, signature: crypto.createHmac('sha256', 'secret').update(id + issued).digest('base64'), scope: 'api refresh_token',
    instance_url: instance ?? org.base, id, token_type: 'Bearer', issued_at: issued, ...(withRefresh ? { refresh_token: withRefresh } : {}) };
}
function jwtGrant(assertion) {
  const [head, claims, signature] = (assertion ?? '').split('.');
  let header, body;
  try { header = JSON.parse(Buffer.from(head, 'base64url')); body = JSON.parse(Buffer.from(claims, 'base64url')); } catch { oauthError('invalid_grant', 'invalid assertion'); }
  if (header.alg !== 'RS256' || !signature) oauthError('invalid_grant', 'invalid assertion');
  if (jwtKey && !crypto.createVerify('RSA-SHA256').update(`${head}.${claims}`).verify(jwtKey, Buffer.from(signature, 'base64url'))) oauthError('invalid_grant', 'invalid assertion');
  if (body.iss !== 'consumerKey') oauthError('invalid_client_id', 'client identifier invalid');
  if (![org.base, `${org.base}/`, 'https://login.salesforce.com', 'https://test.salesforce.com'].includes(body.aud)) oauthError('invalid_grant', 'audience is invalid');
  if (!(Number(body.exp) * 1000 > org.now())) oauthError('invalid_grant', 'expired authorization code');
  if (body.sub !== 'ir@example.com') oauthError('invalid_grant', "user hasn't approved this consumer");
  const { refresh_token: _, issued_at: __, signature: ___, ...answer } = grant(null);
  return answer;
}
function token(form) {
  switch (form.get('grant_type')) {
    case 'urn:ietf:params:oauth:grant-type:jwt-bearer': return jwtGrant(form.get('assertion'));
    case 'client_credentials':
      if (form.get('client_id') !== 'consumerKey' || form.get('client_secret') !== 'secret') oauthError('invalid_client', 'invalid client credentials');
      return grant(null);
    case 'authorization_code': {
      const code = codes.get(form.get('code'));
      codes.delete(form.get('code'));
      if (!code || code.redirect !== form.get('redirect_uri')) oauthError('invalid_grant', 'expired authorization code');
      if (code.challenge && crypto.createHash('sha256').update(form.get('code_verifier') ?? '').digest('base64url') !== code.challenge) oauthError('invalid_grant', 'invalid code verifier');
      const made = `5Aep${crypto.randomBytes(16).toString('hex')}`;
      refresh.set(made, integrationUser);
      return grant(made);
    }
    case 'refresh_token': {
      const old = form.get('refresh_token');
      if (!refresh.has(old)) oauthError('invalid_grant', 'expired access/refresh token');
      if (!rotatesRefresh) { const { refresh_token: _, ...answer } = grant(old); return answer; }
      const made = `5Aep${crypto.randomBytes(16).toString('hex')}`;
      refresh.delete(old);
      refresh.set(made, integrationUser);
      return grant(made);
    }
    default: return oauthError('unsupported_grant_type', 'grant type not supported');
  }
}
function oauth(request) {
  const form = new URLSearchParams(request.text), what = request.path.split('/').pop(), query = request.url.searchParams;
  if (what === 'authorize') {
    const code = `aPrx${crypto.randomBytes(12).toString('hex')}`;
    codes.set(code, { challenge: query.get('code_challenge'), redirect: query.get('redirect_uri') });
    const target = new URL(query.get('redirect_uri'));
    target.searchParams.set('code', code);
    if (query.get('state')) target.searchParams.set('state', query.get('state'));
    return { status: 302, headers: { location: target.href } };
  }
  if (what === 'token') return { status: 200, body: token(form) };
  if (what === 'revoke') {
    const gone = form.get('token') ?? query.get('token');
    const wasThere = access.delete(gone) || refresh.delete(gone) || revokeRow(gone);
    for (const [t, held] of access) if (held.refresh === gone) access.delete(t);
    return wasThere ? { status: 200 } : { status: 400, body: { error: 'invalid_token', error_description: 'invalid token' } };
  }
  if (what === 'introspect') {
    const held = access.get(form.get('token'));
    return { status: 200, body: held ? { active: true, scope: 'api', client_id: 'consumerKey', username: 'ir@example.com', token_type: 'access_token', exp: Math.floor(org.now() / 1000) + 7200 } : { active: false } };
  }
  if (what === 'userinfo') { signedIn(request); return { status: 200, body: { user_id: integrationUser, organization_id: organisation, preferred_username: 'ir@example.com', name: 'Incident Response' } }; }
  return { status: 404, body: errors('NOT_FOUND', 'no such endpoint') };
}
function revokeRow(deleteToken) {
  const row = [...rows.get('OauthToken').values()].find((r) => r.DeleteToken === deleteToken && !r.IsDeleted);
  if (row) row.IsDeleted = true;
  return !!row;
}
function signedIn(request) {
  const held = access.get((request.headers.authorization ?? '').replace(/^Bearer /, ''));
  if (!held) throw new Refused(401, errors('INVALID_SESSION_ID', 'Session expired or invalid'));
  return held;
}

// --- the server ----------------------------------------------------------------------------------------------------
org.handle = (request) => {
  const { path } = request;
  if (request.url.href.length > 16384) return { status: 414, body: errors('URI_TOO_LONG', 'too long') };
  if (path.startsWith('/services/oauth2/')) return oauth(request);
  if (path === '/services/data' || path === '/services/data/') return { status: 200, body: versions.map((v) => ({ label: `v${v}`, url: `/services/data/v${v}`, version: v })) };
  signedIn(request);
  if (path.startsWith('/id/')) return { status: 200, body: { user_id: integrationUser, organization_id: organisation, username: 'ir@example.com', display_name: 'Incident Response', urls: {} } };
  if (!path.startsWith(root)) return { status: 404, body: errors('NOT_FOUND', 'The requested resource does not exist') };
  if (used >= max) throw new Refused(403, errors('REQUEST_LIMIT_EXCEEDED', 'TotalRequests Limit exceeded.'));
  used++;
  const answer = routed(request, path.slice(root.length).split('/').filter(Boolean).map(decodeURIComponent));
  return { ...answer, headers: { 'sforce-limit-info': `api-usage=${used}/${max}`, 'x-sfdc-request-id': crypto.randomBytes(8).toString('hex'), ...answer.headers } };
};
function routed(request, parts) {
  const [first, second, ...rest] = parts;
  if (!first) return { status: 200, body: { sobjects: `${root}/sobjects`, query: `${root}/query`, limits: `${root}/limits` } };
  if (first === 'limits') return { status: 200, body: { DailyApiRequests: { Max: max, Remaining: max - used }, DataStorageMB: { Max: 1024, Remaining: 1000 } } };
  if (first === 'query' || first === 'queryAll') {
    if (!second) return { status: 200, body: query(request, first === 'queryAll') };
    const [id, from] = second.split('-');
    return { status: 200, body: page(id, Number(from), locators.get(id)?.size ?? 2000) };
  }
  if (first === 'tooling' && second === 'query') return { status: 200, body: query(request, false) };
  if (first === 'composite' && second === 'sobjects') return { status: 200, body: collections(request, rest) };
  if (first === 'composite' && second === 'graph') return { status: 200, body: graphs(request.json()) };
  if (first === 'composite') return { status: 200, body: composite(request.json()) };
  if (first === 'jobs') return bulk(request, [second, ...rest]);
  return records(request, parts);
}
org.faults = {
  expired: () => ({ status: 401, body: errors('INVALID_SESSION_ID', 'Session expired or invalid') }),
  limit: () => ({ status: 403, body: errors('REQUEST_LIMIT_EXCEEDED', 'TotalRequests Limit exceeded.') }),
  // As if the request had said so.
  'all-or-none': (request) => ({ status: 200, body: collections({ ...request, json: () => ({ ...request.json(), allOrNone: true }) }, request.path.slice(root.length).split('/').slice(3)) }),
  lock: () => ({ status: 400, body: errors('UNABLE_TO_LOCK_ROW', 'unable to obtain exclusive access to this record') }),
};
org.expire = () => access.clear();
org.dump = () => Object.fromEntries([...rows].map(([type, all]) => [type, [...all.values()]]));
/** {records: [{type, data, blob, megabytes}], dropFields: [{type, name}], requireFields: [{type, name}], dropChoices: [{type, name, value}], failedJobs, change: [{type, id, data}], remove: [{type, id}], jwtKey, rotatesRefresh, instance, nextHost, stuckJobs, versions, limit: {max, used}} */
org.seed = (body) => {
  if (body.jwtKey !== undefined) jwtKey = body.jwtKey;
  if (body.rotatesRefresh !== undefined) rotatesRefresh = body.rotatesRefresh;
  if (body.instance !== undefined) instance = body.instance;
  if (body.nextHost !== undefined) nextHost = body.nextHost;
  if (body.stuckJobs !== undefined) stuckJobs = body.stuckJobs;
  if (body.failedJobs !== undefined) failedJobs = body.failedJobs;
  for (const { type, name } of body.dropFields ?? []) tables[type] = tables[type].filter((f) => f.name !== name);
  for (const { type, name, value } of body.dropChoices ?? [])
    Object.assign(tables[type].find((f) => f.name === name), { restricted: true, values: tables[type].find((f) => f.name === name).values.filter((v) => v !== value) });
  for (const { type, name } of body.requireFields ?? []) tables[type].find((f) => f.name === name).required = true;
  if (body.versions) versions = body.versions;
  if (body.limit) ({ max, used } = body.limit);
  for (const { type, id, data } of body.change ?? []) touch(find(type, id), { LastModifiedById: '005000000000002AAA', ...data });
  for (const { type, id } of body.remove ?? []) remove(type, id);
  return (body.records ?? []).map(({ type, data, blob, megabytes, count }) => {
    let row;
    for (let i = 0; i < (count ?? 1); i++) {
      const numbered = count ? JSON.parse(JSON.stringify(data).replaceAll('{n}', String(i))) : data;
      row = store(type, numbered, '005000000000002AAA');
    }
    if (megabytes) huge.set(row.Id, megabytes);
    if (blob !== undefined) {
      blobs.set(row.Id, Buffer.from(blob));
      row.LogFile = `${root}/sobjects/EventLogFile/${row.Id}/LogFile`;
      row.LogFileLength = blobs.get(row.Id).length;
    }
    return row.Id;
  });
};

const administrators = store('Profile', { Name: 'System Administrator', PermissionsModifyAllData: true }), standard = store('Profile', { Name: 'Standard User' });
rows.get('User').set(integrationUser, { ProfileId: administrators.Id, Id: integrationUser, Username: 'ir@example.com', Name: 'Incident Response', Email: 'ir@example.com', IsActive: true, IsDeleted: false, SystemModstamp: time(Date.now()), CreatedDate: time(Date.now()) });
rows.get('User').set('005000000000002AAA', { ProfileId: standard.Id, Id: '005000000000002AAA', Username: 'am@example.com', Name: 'Account Manager', Email: 'am@example.com', IsActive: true, IsDeleted: false, SystemModstamp: time(Date.now()), CreatedDate: time(Date.now()) });
for (const [MasterLabel, IsClosed] of [['New', false], ['Working', false], ['Escalated', false], ['Closed', true]]) store('CaseStatus', { MasterLabel, ApiName: MasterLabel, IsClosed });
store('RemoteProxy', { SiteName: 'Old', EndpointUrl: 'http://old.example.com', IsActive: true, DisableProtocolSecurity: true });
serve(org);
