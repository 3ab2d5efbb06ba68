// SOQL as far as the stand-in answers it: SELECT fields | COUNT() | COUNT(field) FROM type WHERE ... GROUP BY field
// ORDER BY ... LIMIT n OFFSET n. Throws SoqlError with Salesforce's code.
export class SoqlError extends Error {
  constructor(code, message) { super(message); this.code = code; }
}

function tokens(text) {
  const pattern = /\s+|'((?:[^'\\]|\\.)*)'|(\d{4}-\d\d-\d\dT[\d:.]+(?:Z|[+-]\d\d:?\d\d))|(\d{4}-\d\d-\d\d)|(-?\d+(?:\.\d+)?)|([A-Za-z_][\w.]*(?::\d+)?)|(<=|>=|!=|<>|[=<>(),])/gy;
  const result = [];
  let last = 0;
  for (let m; (m = pattern.exec(text)); last = pattern.lastIndex) {
    if (m[1] !== undefined) result.push({ kind: 'value', value: m[1].replace(/\\(.)/g, (_, c) => ({ n: '\n', r: '\r', t: '\t' })[c] ?? c) });
    else if (m[2]) result.push({ kind: 'value', value: m[2], isTime: true });
    else if (m[3]) result.push({ kind: 'value', value: m[3], isDate: true });
    else if (m[4]) result.push({ kind: 'value', value: Number(m[4]) });
    else if (m[5]) result.push({ kind: 'word', text: m[5] });
    else if (m[6]) result.push({ kind: 'sign', text: m[6] });
  }
  if (last !== text.length) throw new SoqlError('MALFORMED_QUERY', `unexpected character at ${last}`);
  return result;
}

export function parse(text) {
  const list = tokens(text);
  let at = 0;
  const peek = () => list[at];
  const is = (word) => (peek()?.text ?? '').toUpperCase() === word;
  const fail = (what) => { throw new SoqlError('MALFORMED_QUERY', `expected ${what} at token ${at}`); };
  const take = (word) => (is(word) ? (at++, true) : false);
  const must = (word) => take(word) || fail(word);
  const name = () => (peek()?.kind === 'word' ? list[at++].text : fail('a name'));

  const literal = () => {
    const token = list[at++];
    if (token?.kind === 'value') return token;
    const word = token?.text?.toUpperCase();
    if (word === 'NULL') return { value: null };
    if (word === 'TRUE' || word === 'FALSE') return { value: word === 'TRUE' };
    const days = /^LAST_N_DAYS:(\d+)$/.exec(word ?? '');
    if (days) return { value: new Date(Date.now() - days[1] * 864e5).toISOString(), isTime: true, isSince: true };
    return fail('a value');
  };
  const values = () => {
    must('(');
    const all = [literal()];
    while (take(',')) all.push(literal());
    must(')');
    return all;
  };
  const comparison = () => {
    if (take('(')) { const inner = either(); must(')'); return inner; }
    if (take('NOT')) { const inner = comparison(); return { op: 'not', inner }; }
    const field = name();
    if (take('IN')) return { op: 'in', field, values: values() };
    if (is('NOT')) { at++; must('IN'); return { op: 'not', inner: { op: 'in', field, values: values() } }; }
    if (take('LIKE')) return { op: 'like', field, value: literal() };
    const sign = peek()?.kind === 'sign' && !'(),'.includes(peek().text) ? list[at++].text : fail('a comparison');
    return { op: sign === '<>' ? '!=' : sign, field, value: literal() };
  };
  // AND and OR may not be mixed without parentheses.
  const either = () => {
    const all = [comparison()];
    const joint = is('AND') ? 'AND' : is('OR') ? 'OR' : null;
    while (joint && take(joint)) all.push(comparison());
    if (is('AND') || is('OR')) fail('parentheses around mixed AND and OR');
    return all.length === 1 ? all[0] : { op: joint, all };
  };

  must('SELECT');
  const query = { fields: [], where: null, order: [], limit: null, offset: 0, group: null };
  do {
    const field = name();
    if (field.toUpperCase() === 'COUNT' && take('(')) {
      query.count = is(')') ? '*' : name();
      must(')');
      if (peek()?.kind === 'word' && !is('FROM')) query.countAs = name();
    } else query.fields.push(field);
  } while (take(','));
  must('FROM');
  query.type = name();
  if (take('WHERE')) query.where = either();
  if (take('GROUP')) { must('BY'); query.group = name(); }
  if (take('ORDER')) {
    must('BY');
    do {
      const field = name();
      const down = take('DESC') || (take('ASC'), false);
      if (take('NULLS')) take('LAST') || must('FIRST');
      query.order.push({ field, down });
    } while (take(','));
  }
  if (take('LIMIT')) query.limit = literal().value;
  if (take('OFFSET')) query.offset = literal().value;
  if (at !== list.length) fail('the end');
  return query;
}

export const fieldsOf = (where) => !where ? [] : where.op === 'not' ? fieldsOf(where.inner)
  : where.all ? where.all.flatMap(fieldsOf) : [where.field];

function compare(left, literal) {
  const right = literal.value;
  if (left === null || left === undefined || right === null) return (left ?? null) === right ? 0 : NaN;
  if (literal.isTime) return Date.parse(String(left).replace(/([+-]\d\d)(\d\d)$/, '$1:$2')) - Date.parse(right.replace(/([+-]\d\d)(\d\d)$/, '$1:$2'));
  if (typeof right === 'string') {
    const [a, b] = [String(left).toLowerCase(), right.toLowerCase()];
    return a < b ? -1 : a > b ? 1 : 0;
  }
  return Number(left) - Number(right);
}

/** Whether a row fulfils the condition; `read(row, field)` follows relations. */
export function holds(where, row, read) {
  if (!where) return true;
  if (where.op === 'not') return !holds(where.inner, row, read);
  if (where.op === 'AND') return where.all.every((w) => holds(w, row, read));
  if (where.op === 'OR') return where.all.some((w) => holds(w, row, read));
  const left = read(row, where.field);
  if (where.op === 'in') return where.values.some((v) => compare(left, v) === 0);
  if (where.op === 'like') {
    const pattern = where.value.value.replace(/[.*+?^${}()|[\]\\]/g, '\\$&').replaceAll('%', '.*').replaceAll('_', '.');
    return left !== null && left !== undefined && new RegExp(`^${pattern}$`, 'is').test(String(left));
  }
  if (where.value.isSince && where.op === '=') return compare(left, where.value) >= 0;
  const order = compare(left, where.value);
  switch (where.op) {
    case '=': return order === 0;
    case '!=': return order !== 0;
    case '<': return order < 0;
    case '<=': return order <= 0;
    case '>': return order > 0;
    default: return order >= 0;
  }
}
