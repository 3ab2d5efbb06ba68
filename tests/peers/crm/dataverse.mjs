// A stand-in for one Dataverse environment, with state. Run by hand: node dataverse.mjs [port].
//
// Confirmed by dynamics-web-api unless a comment says `unconfirmed`. Metadata (EntityDefinitions) is unconfirmed as a whole:
// it follows Microsoft Learn.
import crypto from 'node:crypto';
import { Refused, serve } from './peer.mjs';

const org = { name: 'dataverse', now: Date.now };
const root = '/api/data/v9.2', user = '66666666-6666-4666-8666-666666666666', other = '77777777-7777-4777-8777-777777777777';

// name: type [length], where a key ends with `!`; lookups name the set and the navigation properties that fill them.
const sets = {
  incidents: { logical: 'incident', id: 'incidentid', keys: ['lk_key', 'cr_leakkey'], columns: { title: 'String 200', description: 'Memo 100000', ticketnumber: 'String 100 -', prioritycode: 'Picklist 1=High,2=Normal,3=Low', severitycode: 'Picklist 1=Default',
    statecode: 'State 0=Active,1=Resolved,2=Cancelled', statuscode: 'Status 1=In Progress:0,2=On Hold:0,3=Waiting for Details:0,4=Researching:0,5=Problem Solved:1,1000=Information Provided:1,6=Cancelled:2',
    lk_key: 'String 64', cr_leakkey: 'String 64', lk_detectedat: 'DateTime', lk_count: 'BigInt', _customerid_value: 'Lookup' }, binds: { customerid_account: ['accounts', '_customerid_value'], customerid_contact: ['contacts', '_customerid_value'] } },
  tasks: { logical: 'task', id: 'activityid', keys: ['lk_key'], columns: { subject: 'String 200', lk_key: 'String 64', /* a key on an activity is unconfirmed */ description: 'Memo 2000', scheduledend: 'DateTime', prioritycode: 'Picklist 0=Low,1=Normal,2=High', statecode: 'State 0=Open,1=Completed,2=Cancelled',
    statuscode: 'Status 2=Not Started:0,3=In Progress:0,4=Waiting:0,5=Completed:1,6=Cancelled:2,7=Deferred:0', _regardingobjectid_value: 'Lookup' }, binds: { regardingobjectid_incident_task: ['incidents', '_regardingobjectid_value'] } },
  annotations: { logical: 'annotation', id: 'annotationid', keys: [], columns: { subject: 'String 500', notetext: 'Memo 100000', filename: 'String 255', mimetype: 'String 256', documentbody: 'String 10000000', isdocument: 'Boolean', _objectid_value: 'Lookup' }, binds: { objectid_incident: ['incidents', '_objectid_value'] } },
  accounts: { logical: 'account', id: 'accountid', keys: ['lk_key'], columns: { name: 'String 160', websiteurl: 'String 200', lk_key: 'String 64', _ownerid_value: 'Lookup' }, binds: { ownerid: ['systemusers', '_ownerid_value'] } },
  contacts: { logical: 'contact', id: 'contactid', keys: ['lk_key'], columns: { firstname: 'String 50', lastname: 'String 50', emailaddress1: 'String 100', address1_country: 'String 80', lk_key: 'String 64', _parentcustomerid_value: 'Lookup' }, binds: { parentcustomerid_account: ['accounts', '_parentcustomerid_value'] } },
  systemusers: { logical: 'systemuser', id: 'systemuserid', keys: [], columns: { fullname: 'String 200', internalemailaddress: 'String 100', domainname: 'String 1024', isdisabled: 'Boolean' }, binds: {} },
};
const stamps = { createdon: 'DateTime -', modifiedon: 'DateTime -', _modifiedby_value: 'Lookup -', _createdby_value: 'Lookup -' };
for (const set of Object.values(sets)) set.columns = { [set.id]: 'Uniqueidentifier -', ...set.columns, ...stamps };

let rows = new Map(Object.keys(sets).map((name) => [name, new Map()]));
let version = 1000, changes = [], oldestDelta = 0, requiresCustomer = false, tracked = true, nextHost = '';
const tokens = new Map(), codes = new Map();

org.errorBody = (status, code, message) => ({ error: { code: code ?? '', message } });
const refuse = (status, code, message, headers) => { throw new Refused(status, { error: { code, message } }, { 'odata-version': '4.0', ...headers }); };
const setOf = (name) => sets[name] ?? refuse(404, '0x80060888', `Resource not found for the segment '${name}'.`);
const seconds = (ms) => new Date(Math.floor(ms / 1000) * 1000).toISOString().replace('.000Z', 'Z');
const options = (type) => Object.fromEntries(type.replace(/^\w+ /, '').split(',').map((o) => { const [v, rest] = o.split('='); const [label, state] = rest.split(':'); return [v, { label, state }]; }));

// --- writing -------------------------------------------------------------------------------------------------------
function keyOf(set, inner) {
  if (/^[0-9a-f-]{36}$/i.test(inner)) return { id: inner.toLowerCase() };
  const match = /^(\w+)='((?:[^']|'')*)'$/.exec(inner) ?? refuse(400, '0x80060888', `Bad key syntax: ${inner}`);
  if (!set.keys.includes(match[1])) refuse(400, '0x80060891', `A record with the specified key values does not exist in ${set.logical} entity, or ${match[1]} is no key`);
  return { field: match[1], value: match[2].replaceAll("''", "'") };
}
const find = (name, key) => key.id ? rows.get(name).get(key.id) : [...rows.get(name).values()].find((r) => String(r[key.field] ?? '').toLowerCase() === key.value.toLowerCase());
function target(link, made) {
  if (/^\$\d+$/.test(link)) return made?.[link.slice(1)] ?? refuse(400, '0x80060888', `no content id ${link}`);
  const match = /(\w+)\(([^)]*)\)$/.exec(decodeURIComponent(link)) ?? refuse(400, '0x80048d19', `bad link ${link}`);
  const row = find(match[1], keyOf(setOf(match[1]), match[2])) ?? refuse(404, '0x80040217', `${match[1]} With Id = ${match[2]} Does Not Exist`);
  return { name: match[1], id: row[sets[match[1]].id] };
}
function normal(name, data, made) {
  const set = sets[name], result = {};
  for (const [field, value] of Object.entries(data)) {
    if (field.endsWith('@odata.bind')) {
      const [toSet, column] = set.binds[field.slice(0, -11)] ?? refuse(400, '0x80048d19', `An undeclared property '${field.slice(0, -11)}' which only has property annotations in the payload`);
      const found = target(value, made);
      if (found.name !== toSet) refuse(400, '0x80048d19', `${field} may not point to ${found.name}`);
      result[column] = found.id;
      continue;
    }
    if (field.startsWith('@')) continue;
    if (set.binds[field] && value === null) { result[set.binds[field][1]] = null; continue; }
    const type = set.columns[field] ?? refuse(400, '0x80048d19', `Error identified in Payload provided by the user for Entity :'${name}'. Could not find a property named '${field}' on type 'Microsoft.Dynamics.CRM.${set.logical}'.`);
    if (value !== null) {
      const length = /^(?:String|Memo) (\d+)/.exec(type)?.[1];
      if (length && (typeof value !== 'string' || value.length > length)) refuse(400, '0x80044331', `A validation error occurred. The length of the '${field}' attribute of the '${set.logical}' entity exceeded the maximum allowed length of '${length}'.`);
      if (/^(Picklist|State|Status) /.test(type)) {
        if (typeof value !== 'number') refuse(400, '0x80048d19', `Cannot convert the literal '${value}' to the expected type 'Edm.Int32'.`);
        if (!options(type)[value]) refuse(400, '0x8004431A', `A validation error occurred. The value ${value} of '${field}' on record of type '${set.logical}' is outside the valid range.`);
      }
      if (/^BigInt/.test(type) && !Number.isInteger(value)) refuse(400, '0x80048d19', `Cannot convert '${value}' to the expected type 'Edm.Int64'.`);
      if (/^DateTime/.test(type)) { if (Number.isNaN(Date.parse(value))) refuse(400, '0x80048d19', `Cannot convert '${value}' to Edm.DateTimeOffset`); result[field] = seconds(Date.parse(value)); continue; }
    }
    result[field] = value;
  }
  return result;
}
function duplicate(name, data, own) {
  for (const key of sets[name].keys) {
    const found = data[key] && find(name, { field: key, value: data[key] });
    if (found && found[sets[name].id] !== own) refuse(412, '0x80060892', 'A record with matching key values already exists.');
  }
}
function touch(name, row, by = user) {
  row.modifiedon = seconds(org.now());
  row._modifiedby_value = by;
  row['@odata.etag'] = `W/"${++version}"`;
  changes.push({ name, id: row[sets[name].id], version });
}
function create(name, data, made, fixed = {}, by = user) {
  const set = sets[name], given = { ...normal(name, data, made), ...fixed };
  duplicate(name, given);
  const id = (given[set.id] ?? crypto.randomUUID()).toLowerCase();
  if (rows.get(name).has(id)) refuse(412, '0x80040237', 'Cannot insert duplicate key.');
  if (name === 'incidents' && requiresCustomer && !given._customerid_value) refuse(400, '0x80048d21', 'You should specify a parent contact or account.');
  const row = { ...Object.fromEntries(Object.keys(set.columns).map((c) => [c, null])), createdon: seconds(org.now()), _createdby_value: by, ...given, [set.id]: id };
  if (name === 'incidents') { row.statecode ??= 0; row.statuscode ??= 1; row.ticketnumber = `CAS-${version}`; }
  if (name === 'tasks') { row.statecode ??= 0; row.statuscode ??= 2; }
  if (name === 'annotations') row.isdocument = row.documentbody !== null;
  rows.get(name).set(id, row);
  touch(name, row, by);
  return row;
}
function update(name, row, data, made) {
  const given = normal(name, data, made);
  duplicate(name, given, row[sets[name].id]);
  if (name === 'incidents' && row.statecode === 1 && given.statecode !== 0) refuse(403, '0x80040222', 'a resolved case is read-only');
  Object.assign(row, given);
  touch(name, row);
  return row;
}
function remove(name, id) {
  rows.get(name).delete(id);
  changes.push({ name, id, version: ++version, isDeleted: true });
}

// --- $filter -------------------------------------------------------------------------------------------------------
function filter(text, set) {
  const tokens = text.match(/'(?:[^']|'')*'|\d{4}-\d\d-\d\dT[\d:.]+Z?|[0-9a-f]{8}-[0-9a-f-]{27}|-?\d+(?:\.\d+)?|[A-Za-z_][\w/]*|[(),]/gi) ?? [];
  if (tokens.join('').length !== text.replace(/ /g, '').length && !text.includes("'")) refuse(400, '0x80060888', 'Syntax error in $filter');
  let at = 0;
  const bad = () => refuse(400, '0x80060888', `Syntax error at position ${at} in '${text}'.`);
  const operand = () => {
    const token = tokens[at++];
    if (token === undefined) bad();
    if (/^'/.test(token)) { const v = token.slice(1, -1).replaceAll("''", "'"); return () => v; }
    if (/^\d{4}-\d\d-\d\dT/.test(token)) { const v = seconds(Date.parse(token)); return () => v; }
    if (/^[0-9a-f]{8}-[0-9a-f-]{27}$/i.test(token)) return () => token.toLowerCase();
    if (/^-?\d/.test(token)) return () => Number(token);
    if (token === 'null') return () => null;
    if (token === 'true' || token === 'false') return () => token === 'true';
    if (!set.columns[token]) refuse(400, '0x80060888', `Could not find a property named '${token}' on type 'Microsoft.Dynamics.CRM.${set.logical}'.`);
    return (row) => row[token];
  };
  const low = (v) => (typeof v === 'string' ? v.toLowerCase() : v);
  const single = () => {
    if (tokens[at] === '(') { at++; const inner = any(); if (tokens[at++] !== ')') bad(); return inner; }
    if (tokens[at] === 'not') { at++; const inner = single(); return (row) => !inner(row); }
    if (/^(startswith|endswith|contains)$/.test(tokens[at]) && tokens[at + 1] === '(') {
      const how = tokens[at]; at += 2;
      const left = operand(); if (tokens[at++] !== ',') bad();
      const right = operand(); if (tokens[at++] !== ')') bad();
      return (row) => String(low(left(row)) ?? '')[{ startswith: 'startsWith', endswith: 'endsWith', contains: 'includes' }[how]](low(right(row)));
    }
    const left = operand(), how = tokens[at++], right = operand();
    return (row) => {
      const [a, b] = [low(left(row)) ?? null, low(right(row)) ?? null];
      switch (how) {
        case 'eq': return a === b;
        case 'ne': return a !== b;
        case 'gt': return a !== null && a > b;
        case 'ge': return a !== null && a >= b;
        case 'lt': return a !== null && a < b;
        case 'le': return a !== null && a <= b;
        default: return bad();
      }
    };
  };
  const all = () => { const list = [single()]; while (tokens[at] === 'and') { at++; list.push(single()); } return (row) => list.every((f) => f(row)); };
  const any = () => { const list = [all()]; while (tokens[at] === 'or') { at++; list.push(all()); } return (row) => list.some((f) => f(row)); };
  const result = any();
  if (at !== tokens.length) bad();
  return result;
}

// --- reading -------------------------------------------------------------------------------------------------------
function shown(name, row, select) {
  const set = sets[name];
  for (const column of select ?? []) if (!set.columns[column]) refuse(400, '0x80060888', `Could not find a property named '${column}' on type 'Microsoft.Dynamics.CRM.${set.logical}'.`);
  const names = select ?? Object.keys(set.columns);
  return { '@odata.etag': row['@odata.etag'], ...Object.fromEntries([...new Set([...names, set.id])].map((c) => [c, row[c]])) };
}
const context = (name) => `${org.base}${root}/$metadata#${name}`;
function list(name, request) {
  const set = setOf(name), query = request.url.searchParams, prefer = request.headers.prefer ?? '';
  const select = query.get('$select')?.split(',').map((s) => s.trim());
  if (query.has('$deltatoken')) return delta(name, query, select, prefer);
  let found = [...rows.get(name).values()];
  if (query.get('$filter')) { const holds = filter(query.get('$filter'), set); found = found.filter(holds); }
  const total = found.length;
  for (const order of (query.get('$orderby') ?? '').split(',').filter(Boolean).reverse()) {
    const [column, way] = order.trim().split(' ');
    if (!set.columns[column]) refuse(400, '0x80060888', `Could not find a property named '${column}'`);
    found.sort((a, b) => (a[column] < b[column] ? -1 : a[column] > b[column] ? 1 : 0) * (way === 'desc' ? -1 : 1));
  }
  const from = Number(/skip=(\d+)/.exec(query.get('$skiptoken') ?? '')?.[1] ?? 0);
  const size = Math.min(5000, Number(/maxpagesize=(\d+)/.exec(prefer)?.[1] ?? 5000)), page = found.slice(from, from + size);
  const body = { '@odata.context': context(name), ...(query.get('$count') === 'true' ? { '@odata.count': total } : {}), value: page.map((r) => shown(name, r, select)) };
  const tracks = /track-changes/.test(prefer) || query.get('tracked');
  if (from + size < found.length) {
    const next = new URL(request.url);
    next.searchParams.set('$skiptoken', `<cookie skip=${from + size}/>`);
    if (tracks) next.searchParams.set('tracked', query.get('tracked') ?? String(version));
    body['@odata.nextLink'] = (nextHost || org.base) + next.pathname + next.search;
  } else if (tracks) {
    if (!tracked) refuse(400, '0x80044224', 'Change tracking is not enabled'); // unconfirmed
    if (query.has('$filter') || query.has('$orderby') || query.has('$expand') || query.has('$top')) refuse(400, '0x80060888', 'The request cannot be combined with track changes');
    body['@odata.deltaLink'] = `${org.base}${root}/${name}?${select ? `$select=${select}&` : ''}$deltatoken=${query.get('tracked') ?? version}%21${encodeURIComponent(seconds(org.now()))}`;
  }
  return { status: 200, body };
}
function delta(name, query, select, prefer) {
  const since = Number(query.get('$deltatoken').split('!')[0]);
  // The code of an expired token is unconfirmed.
  if (!(since >= oldestDelta)) refuse(400, '0x80044352', 'The specified delta token has expired. Please perform a full sync.');
  const latest = new Map();
  for (const change of changes) if (change.name === name && change.version > since) latest.set(change.id, change);
  const all = [...latest.values()].map((c) => rows.get(name).has(c.id) ? shown(name, rows.get(name).get(c.id), select)
    : { '@odata.context': `${context(name)}/$deletedEntity`, id: c.id, reason: 'deleted' });
  const from = Number(query.get('skip') ?? 0), size = Math.min(5000, Number(/maxpagesize=(\d+)/.exec(prefer)?.[1] ?? 5000));
  const upTo = query.get('upto') ?? version, base = `${org.base}${root}/${name}?${select ? `$select=${select}&` : ''}$deltatoken=`;
  const body = { '@odata.context': `${context(name)}/$delta`, value: all.slice(from, from + size) };
  if (from + size < all.length) body['@odata.nextLink'] = `${nextHost ? base.replace(org.base, nextHost) : base}${since}%21x&skip=${from + size}&upto=${upTo}`;
  else body['@odata.deltaLink'] = `${base}${upTo}%21${encodeURIComponent(seconds(org.now()))}`;
  return { status: 200, body };
}

// --- metadata ------------------------------------------------------------------------------------------------------
const label = (text) => ({ UserLocalizedLabel: { Label: text, LanguageCode: 1033 } });
function metadata(path, request) {
  const match = /^EntityDefinitions\(LogicalName='(\w+)'\)\/Attributes(?:\/Microsoft\.Dynamics\.CRM\.(\w+)AttributeMetadata)?$/.exec(path);
  if (!match) {
    const wanted = /EntitySetName eq '(\w+)'/.exec(request.url.searchParams.get('$filter') ?? '')?.[1];
    return { status: 200, body: { value: Object.entries(sets).filter(([name]) => name === wanted).map(([name, set]) => ({ LogicalName: set.logical, EntitySetName: name, PrimaryIdAttribute: set.id, DisplayName: label(set.logical), ChangeTrackingEnabled: tracked,
      Keys: set.keys.map((k) => ({ LogicalName: k, KeyAttributes: [k], EntityKeyIndexStatus: 'Active' })) })) } };
  }
  const set = Object.values(sets).find((s) => s.logical === match[1]) ?? refuse(404, '0x80060888', `Could not find ${match[1]}`);
  const value = Object.entries(set.columns).filter(([, type]) => !match[2] || type.split(' ')[0] === match[2]).map(([name, type]) => {
    const kind = type.split(' ')[0], one = { LogicalName: name.replace(/^_(.*)_value$/, '$1'), AttributeType: kind, DisplayName: label(name), IsValidForCreate: !type.endsWith(' -'), IsValidForUpdate: !type.endsWith(' -'), RequiredLevel: { Value: name === 'title' ? 'ApplicationRequired' : 'None' } };
    if (match[2] === 'String' || match[2] === 'Memo') one.MaxLength = Number(type.split(' ')[1]);
    if (/^(Picklist|State|Status)$/.test(match[2] ?? '')) one.OptionSet = { Options: Object.entries(options(type)).map(([v, o]) => ({ Value: Number(v), Label: label(o.label), ...(o.state ? { State: Number(o.state) } : {}) })) };
    return one;
  });
  return { status: 200, body: { value } };
}

// --- $batch --------------------------------------------------------------------------------------------------------
const state = () => ({ rows: new Map([...rows].map(([n, all]) => [n, new Map([...all].map(([id, r]) => [id, { ...r }]))])), changes: [...changes], version });
function parts(text, boundary) {
  if (/[^\r]\n/.test(text.slice(0, 400))) refuse(400, '0x80060888', 'line ends must be CRLF');
  return text.split(`--${boundary}`).slice(1, -1).map((p) => p.replace(/^\r\n/, '').replace(/\r\n$/, ''));
}
function single(text, made) {
  const [, inner = ''] = /^(?:[\w-]+:[^\r]*\r\n)*\r\n([\s\S]*)$/.exec(text) ?? [];
  const contentId = /^Content-ID:\s*(\S+)/im.exec(text)?.[1];
  const [head, ...body] = inner.split('\r\n\r\n'), [line, ...headerLines] = head.split('\r\n'), [method, target2] = line.split(' ');
  const url = new URL(target2, `${org.base}${root}/`);
  const headers = Object.fromEntries(headerLines.filter(Boolean).map((h) => [h.slice(0, h.indexOf(':')).trim().toLowerCase(), h.slice(h.indexOf(':') + 1).trim()]));
  const content = body.join('\r\n\r\n').trim();
  return { contentId, request: { method, url, path: url.pathname, query: url.search, headers, made, text: content, json: () => JSON.parse(content || '{}') } };
}
function answered(request) {
  try { return routed(request); } catch (refused) { if (!(refused instanceof Refused)) throw refused; return refused.answer; }
}
function written(answer, contentId) {
  const reason = answer.status < 300 ? 'OK' : 'Error', body = answer.body === undefined ? '' : JSON.stringify(answer.body);
  const headers = Object.entries({ ...(body ? { 'Content-Type': 'application/json; odata.metadata=minimal' } : {}), 'OData-Version': '4.0', ...(answer.headers ?? {}) }).map(([n, v]) => `${n}: ${v}\r\n`).join('');
  return `Content-Type: application/http\r\nContent-Transfer-Encoding: binary\r\n${contentId ? `Content-ID: ${contentId}\r\n` : ''}\r\nHTTP/1.1 ${answer.status} ${reason}\r\n${headers}\r\n${body}\r\n`;
}
function batch(request) {
  const boundary = /boundary="?([^";]+)"?/.exec(request.headers['content-type'] ?? '')?.[1] ?? refuse(400, '0x80060888', 'no boundary');
  const goesOn = /continue-on-error/.test(request.headers.prefer ?? ''), out = `batchresponse_${crypto.randomUUID()}`;
  let body = '', count = 0;
  for (const part of parts(request.text, boundary)) {
    const inner = /^Content-Type:\s*multipart\/mixed;\s*boundary="?([^"\r]+)"?/i.exec(part)?.[1];
    let failed = null;
    if (!inner) {
      const { request: one, contentId } = single(part);
      if (one.method !== 'GET' && ++count > 1000) refuse(400, '0x80048301', 'too many requests in one batch');
      const answer = answered(one);
      if (answer.status >= 400) failed = answer;
      body += `--${out}\r\n${written(answer, contentId)}`;
    } else {
      const subs = parts(part, inner), before = subs.length > 1 ? state() : null, made = {}, set = `changesetresponse_${crypto.randomUUID()}`;
      let text = '';
      for (const sub of subs) {
        if (++count > 1000) refuse(400, '0x80048301', 'too many requests in one batch');
        const { request: one, contentId } = single(sub, made);
        if (one.method === 'GET') refuse(400, '0x80060888', 'GET is not allowed in a change set');
        const answer = answered(one);
        if (answer.status >= 400) { failed = answer; text = null; break; }
        if (contentId && answer.made) made[contentId] = answer.made;
        text += `--${set}\r\n${written(answer, contentId)}`;
      }
      if (failed) { if (before) ({ rows, changes, version } = before); body += `--${out}\r\n${written(failed)}`; }
      else body += `--${out}\r\nContent-Type: multipart/mixed; boundary=${set}\r\n\r\n${text}--${set}--\r\n`;
    }
    if (failed && !goesOn) return { status: failed.status, headers: { 'content-type': `multipart/mixed; boundary=${out}`, 'odata-version': '4.0' }, body: `${body}--${out}--\r\n` };
  }
  return { status: 200, headers: { 'content-type': `multipart/mixed; boundary=${out}`, 'odata-version': '4.0' }, body: `${body}--${out}--\r\n` };
}

// --- the server ----------------------------------------------------------------------------------------------------
function routed(request) {
  const { method } = request, path = decodeURIComponent(request.path.slice(root.length + 1));
  if (path === '$batch') return batch(request);
  if (/^WhoAmI(\(\))?$/.test(path)) return { status: 200, body: { '@odata.context': `${context('')}Microsoft.Dynamics.CRM.WhoAmIResponse`, BusinessUnitId: other, UserId: user, OrganizationId: '88888888-8888-4888-8888-888888888888' } };
  if (path.startsWith('EntityDefinitions')) return metadata(path, request);
  if (path === 'CloseIncident') {
    const { IncidentResolution: resolution, Status } = request.json(), found = target(resolution['incidentid@odata.bind'], request.made), row = rows.get('incidents').get(found.id);
    if (row.statecode !== 0) refuse(400, '0x80048d21', 'the case is not active');
    Object.assign(row, { statecode: 1, statuscode: Status });
    touch('incidents', row);
    return { status: 204 };
  }
  const match = /^(\w+)(?:\((.*)\))?(\/\$count)?$/.exec(path) ?? refuse(404, '0x80060888', `Resource not found for the segment '${path}'.`);
  const [, name, inner, isCount] = match, set = setOf(name);
  if (isCount) return { status: 200, headers: { 'content-type': 'text/plain' }, body: String(rows.get(name).size) };
  const prefer = request.headers.prefer ?? '', select = request.url.searchParams.get('$select')?.split(',');
  const answer = (row, isNew) => {
    const link = `${org.base}${root}/${name}(${row[set.id]})`, made = { name, id: row[set.id] };
    return /return=representation/.test(prefer) ? { status: isNew ? 201 : 200, headers: { 'odata-version': '4.0', 'odata-entityid': link, 'preference-applied': 'return=representation' }, body: { '@odata.context': `${context(name)}/$entity`, ...shown(name, row, select) }, made }
      : { status: 204, headers: { 'odata-version': '4.0', 'odata-entityid': link, location: link }, made };
  };
  if (inner === undefined) return method === 'POST' ? answer(create(name, request.json(), request.made), true) : list(name, request);
  const key = keyOf(set, inner), row = find(name, key), match1 = request.headers['if-match'], none = request.headers['if-none-match'];
  const missing = () => refuse(404, '0x80040217', `${set.logical} With Id = ${inner} Does Not Exist`);
  if (match1 && match1 !== '*' && row && row['@odata.etag'] !== match1) refuse(412, '0x80060882', "The version of the existing record doesn't match the RowVersion property provided.");
  if (method === 'GET') return row ? { status: 200, headers: { etag: row['@odata.etag'] }, body: { '@odata.context': `${context(name)}/$entity`, ...shown(name, row, select) } } : missing();
  if (method === 'DELETE') { if (!row) missing(); remove(name, row[set.id]); return { status: 204 }; }
  if (method !== 'PATCH') refuse(405, '0x80060888', 'method not allowed');
  if (row && none === '*') refuse(412, '0x80060892', 'A record with matching key values already exists.');
  if (!row && match1) missing();
  if (row) return answer(update(name, row, request.json(), request.made), false);
  return answer(create(name, request.json(), request.made, key.id ? { [set.id]: key.id } : { [key.field]: key.value }), true);
}
function token(request) {
  const form = new URLSearchParams(request.text), fail = (error) => { throw new Refused(401, { error, error_description: 'AADSTS' }); };
  if (form.get('grant_type') === 'client_credentials' && form.get('client_secret') !== 'secret') fail('invalid_client');
  if (form.get('grant_type') === 'authorization_code') {
    const code = codes.get(form.get('code'));
    codes.delete(form.get('code'));
    if (!code || crypto.createHash('sha256').update(form.get('code_verifier') ?? '').digest('base64url') !== code) fail('invalid_grant');
  }
  if (form.get('grant_type') === 'refresh_token' && form.get('refresh_token') !== 'refresh-1') fail('invalid_grant');
  const made = crypto.randomBytes(16).toString('base64url');
  tokens.set(made, org.now() + 3599e3);
  return { status: 200, body: { token_type: 'Bearer', expires_in: 3599, access_token: made, ...(form.get('grant_type') === 'client_credentials' ? {} : { refresh_token: 'refresh-1' }) } };
}
org.handle = (request) => {
  if (request.path.endsWith('/oauth2/v2.0/token')) return token(request);
  if (request.path.endsWith('/oauth2/v2.0/authorize')) {
    const code = crypto.randomUUID(), back = new URL(request.url.searchParams.get('redirect_uri'));
    codes.set(code, request.url.searchParams.get('code_challenge'));
    back.searchParams.set('code', code);
    back.searchParams.set('state', request.url.searchParams.get('state'));
    return { status: 302, headers: { location: back.href } };
  }
  if (!tokens.has((request.headers.authorization ?? '').replace(/^Bearer /, ''))) refuse(401, '', 'unauthorised', { 'www-authenticate': `Bearer authorization_uri=${org.base}/tenant/oauth2/authorize, resource_id=${org.base}` });
  if (!request.path.startsWith(`${root}/`)) refuse(404, '0x80060888', 'Resource not found');
  const { made: _, ...answer } = routed(request);
  return { ...answer, headers: { 'odata-version': '4.0', 'x-ms-service-request-id': crypto.randomUUID(), 'x-ms-ratelimit-burst-remaining-xrm-requests': '5999', ...answer.headers } };
};
org.faults = {
  expired: () => ({ status: 401, headers: { 'www-authenticate': 'Bearer' }, body: { error: { code: '', message: 'expired' } } }),
  limit: (request, fault) => ({ status: 429, headers: { 'retry-after': String(fault.retryAfter ?? 86400) }, body: { error: { code: '0x80072322', message: 'Number of requests exceeded the limit of 6000.' } } }),
};
org.expire = () => tokens.clear();
org.dump = () => Object.fromEntries([...rows].map(([name, all]) => [name, [...all.values()]]));
/** {records: [{type, data}], change: [{type, id, data}], remove: [{type, id}], expireDelta, requiresCustomer, tracked, nextHost} */
org.seed = (body) => {
  if (body.requiresCustomer !== undefined) requiresCustomer = body.requiresCustomer;
  if (body.tracked !== undefined) tracked = body.tracked;
  if (body.nextHost !== undefined) nextHost = body.nextHost;
  for (const { type, name } of body.dropFields ?? []) delete sets[type].columns[name];
  if (body.expireDelta) oldestDelta = version + 1;
  for (const { type, id, data } of body.change ?? []) { const row = update(type, rows.get(type).get(id), data); row._modifiedby_value = other; }
  for (const { type, id } of body.remove ?? []) remove(type, id);
  return (body.records ?? []).map(({ type, data, count }) => {
    let row;
    for (let i = 0; i < (count ?? 1); i++) row = create(type, count ? JSON.parse(JSON.stringify(data).replaceAll('{n}', String(i))) : data, {}, {}, other);
    return row[sets[type].id];
  });
};
create('systemusers', { fullname: 'Incident Response', domainname: 'ir@example.com', isdisabled: false }, {}, { systemuserid: user });
create('systemusers', { fullname: 'Account Manager', domainname: 'am@example.com', isdisabled: false }, {}, { systemuserid: other });
serve(org);
