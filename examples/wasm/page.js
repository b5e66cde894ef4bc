// The page: explains the text as it is typed.
'use strict';

const EXAMPLES = {
  preflight: `> OPTIONS /orders/7 HTTP/1.1
> Host: api.example
> Origin: https://shop.example
> Access-Control-Request-Method: PUT
> Access-Control-Request-Headers: authorization,content-type
>
< HTTP/1.1 401 Unauthorized
< WWW-Authenticate: Bearer realm="orders", error="invalid_token"
< Access-Control-Allow-Origin: https://shop.example/
<
`,
  wildcard: `> GET /orders HTTP/1.1
> Host: api.example
> Origin: https://shop.example
> Cookie: session=5dYkN2
>
< HTTP/1.1 200 OK
< Access-Control-Allow-Origin: *
< Access-Control-Expose-Headers: *
< Content-Type: application/json
< X-Total-Count: 7
<
`,
  malformed: `HTTP/1.1 401 Unauthorized
WWW-Authenticate: Basic realm=staff only, charset=utf-8
WWW-Authenticate: Bearer realm="api" scope="read write", error=invalid token
WWW-Authenticate: Digest realm="camera", nonce="5f1c, qop="auth"
Access-Control-Max-Age: 1 day
`,
  digest: `HTTP/1.1 401 Unauthorized
WWW-Authenticate: Digest realm="http-auth@example.org", qop="auth, auth-int", algorithm=SHA-256, nonce="7ypf/xlj9XXwfDPEoM4URrv/xwf94BcCAzFZH4GiTo0v", opaque="FQhe/qaU925kfnzjCev0ciny7QMkPqMAFRtzCUYo5tdS"
WWW-Authenticate: Basic realm="http-auth@example.org", charset="UTF-8"

GET /dir/index.html HTTP/1.1
Host: www.example.org
Authorization: Basic TXVmYXNhOkNpcmNsZSBvZiBMaWZl
`,
};
const SIGNS = { readable: '✓', sent: '→', redirect: '↪', blocked: '✕', 'no-response': '→', 'no-answer': '…', unseen: '–' };
const [text, reveal, status] = ['text', 'reveal', 'status'].map(id => document.getElementById(id));

/** Makes an element, with attributes and children. */
function make(name, attributes, ...children) {
  const element = document.createElement(name);
  for (const [key, value] of Object.entries(attributes)) element.setAttribute(key, value);
  element.append(...children.filter(child => child !== null && child !== ''));
  return element;
}

/** Shows control characters as pictures, and what has no width or turns the direction of text by its number. */
const visible = value => value
  .replace(/[\0-\x1F]/g, char => String.fromCharCode(0x2400 + char.charCodeAt(0))).replace(/\x7F/g, '␡')
  .replace(/[\x80-\x9F\u061C\u200B-\u200F\u2028-\u202E\u2060-\u206F\uFEFF]/g, char => `[U+${char.charCodeAt(0).toString(16).toUpperCase().padStart(4, '0')}]`);
const plural = (count, one, several = `${one}s`) => `${count} ${count === 1 ? one : several}`;

/** A line as sent, with the invalid byte and the tolerated ones underlined. */
function rawLine({ raw, error, deviations = [] }) {
  const marks = new Map(deviations.map(({ column }) => [column, 'tolerated']));
  if (error) marks.set(error.column, 'invalid');
  const line = make('pre', { class: 'raw' });
  let from = 0;
  for (const [column, name] of [...marks].sort(([a], [b]) => a - b)) {
    line.append(visible(raw.slice(from, column)));
    const char = String.fromCodePoint(raw.codePointAt(column) ?? 0x21B5);
    const shown = column < raw.length ? visible(char).replace(' ', '␣') : char;
    const hint = name === 'invalid' ? 'invalid byte: ' : 'tolerated: ';
    line.append(make('mark', { class: name, title: column < raw.length ? hint : `${hint}end of the value` }, make('span', { class: 'hidden' }, `[${hint}]`), shown));
    from = column < raw.length ? column + char.length : column;
  }
  line.append(visible(raw.slice(from)));
  return line;
}

/** Shows what is between backticks as code. */
const prose = sentence => visible(sentence).split('`').map((part, index) => (index % 2 === 1 ? make('code', {}, part) : part));
const note = remark => (remark ? make('span', { class: 'note' }, ` ${remark}`) : null);

function valueOf({ value, secret }) {
  const masked = secret && !reveal.checked;
  const shown = make('span', { class: masked ? 'value secret' : 'value' }, value === '' ? '(empty)' : visible(value));
  if (!masked) return shown;
  shown.setAttribute('aria-hidden', 'true');
  return make('span', {}, shown, make('span', { class: 'hidden' }, 'hidden'));
}

function elementOf({ scheme, rows = [], refused, broken }) {
  const problem = refused ?? broken;
  const item = make('li', {});
  if (scheme !== undefined) item.append(make('span', { class: 'scheme' }, visible(scheme)));
  else if (broken) item.append(make('span', { class: 'scheme' }, '?'));
  if (problem) item.append(make('span', { class: 'badge bad' }, `${refused ? 'not valid for its scheme' : 'not readable'}: ${problem.text}`));
  const pairs = rows.flatMap(row => [make('dt', {}, visible(row.name)), make('dd', {}, valueOf(row), note(row.note))]);
  if (pairs.length > 0) item.append(make('dl', {}, ...pairs));
  return item;
}

function fieldOf(field) {
  const { name, error, deviations = [], elements, values = [] } = field;
  const badge = error ? make('span', { class: 'badge bad' }, '✕ malformed') : deviations.length > 0 ? make('span', { class: 'badge warn' }, '! tolerated') : null;
  const [value] = values;
  // A single value is the line itself.
  const isLine = values.length === 1 && value.value === field.raw && !error;
  const children = [make('h4', {}, name, badge), isLine ? null : rawLine(field)];
  if (error) children.push(make('p', { class: 'problem' }, `${error.text} at byte ${error.offset}`));
  if (deviations.length > 0) {
    children.push(make('p', { class: 'note' }, 'Read tolerantly, with:'));
    children.push(make('ul', { class: 'tolerated-list' }, ...deviations.map(({ text, offset }) => make('li', {}, `${text}, at byte ${offset}`))));
  }
  const items = elements ? elements.map(elementOf) : values.map(value => make('li', {}, valueOf(value), note(value.note)));
  if (items.length > 0) children.push(make('ul', { class: 'tree' }, ...items));
  return make('div', { class: 'field' }, ...children);
}

function messageOf({ kind, method, target, status: code, fields, others, broken }) {
  const title = { request: `Request: ${method} ${target}`, response: `Response ${code}`, fields: 'Fields' }[kind];
  const rest = [];
  if (others > 0) rest.push(plural(others, 'other field'));
  if (broken > 0) rest.push(`${plural(broken, 'line is', 'lines are')} not a field line`);
  const shown = fields.length > 0 ? fields.map(fieldOf) : [make('p', { class: 'empty' }, 'No field of authentication or CORS.')];
  return make('article', { class: 'card' }, make('h3', {}, visible(title)), ...shown, rest.length > 0 ? make('p', { class: 'others' }, rest.join('; ')) : null);
}

function tableOf(verdicts) {
  const names = [...new Set(verdicts.map(({ browser }) => browser))];
  const cell = (browser, credentials) => {
    const { outcome, word } = verdicts.find(one => one.browser === browser && one.credentials === credentials);
    return make('td', {}, make('span', { class: `outcome ${outcome}` }, make('span', { 'aria-hidden': 'true' }, SIGNS[outcome]), word));
  };
  const rows = names.map(name => make('tr', {}, make('th', { scope: 'row' }, name === 'Fetch' ? 'The standard' : name), cell(name, false), cell(name, true)));
  const heads = ['Browser', 'Without credentials', 'With credentials'].map(head => make('th', { scope: 'col' }, head));
  return make('table', {}, make('thead', {}, make('tr', {}, ...heads)), make('tbody', {}, ...rows));
}

function remedyOf({ wanted, atPreflight, hint }) {
  const fields = wanted.filter(({ name }) => name !== 'status');
  const lines = fields.map(({ name, value }) => `${name}: ${value}`).join('\n');
  const status204 = fields.length < wanted.length ? 'with a status from 200 to 299' : '';
  const copy = make('button', { type: 'button' }, 'Copy');
  copy.addEventListener('click', async () => {
    const done = await navigator.clipboard?.writeText(lines).then(() => true, () => false);
    announce(done ? 'The fields are copied.' : 'The browser does not allow copying.');
  });
  const title = [atPreflight ? 'The server should answer the preflight' : 'The server should send', status204].filter(Boolean).join(' ');
  if (fields.length === 0) return make('div', { class: 'remedy' }, make('div', {}, `${title}.`));
  const begins = atPreflight ? (status204 ? `${title} and` : `${title} with`) : title;
  return make('div', { class: 'remedy' }, make('div', {}, `${begins}:`, copy), make('pre', {}, visible(lines).replaceAll('␊', '\n')), hint && make('div', {}, note(hint)));
}

function reasonOf(group) {
  const { sentence, outcome, step, section, url, why, wanted } = group;
  const reason = make('div', { class: `why ${outcome}` }, make('p', {}, sentence));
  if (why) {
    reason.append(make('p', {}, ...prose(`${why.charAt(0).toUpperCase()}${why.slice(1)}.`)));
    reason.append(make('p', { class: 'step' }, `${step}, `, make('a', { href: url, rel: 'noreferrer' }, `Fetch, section ${section}`)));
    if (wanted.length > 0) reason.append(remedyOf(group));
  }
  return reason;
}

function seenOf({ visible: seen, hidden }, prefix) {
  const names = list => (list.length > 0 ? list.join(', ') : 'no field');
  return `${prefix} page sees ${names(seen)}${hidden.length > 0 ? `; it does not see ${names(hidden)}, which Access-Control-Expose-Headers does not list` : ''}.`;
}

function exchangeOf(exchange, messages) {
  const { target } = messages[exchange.request];
  if (exchange.none !== undefined) {
    return make('article', { class: 'card' }, make('h3', {}, visible(`${messages[exchange.request].method} ${target}`)), make('p', { class: 'empty' }, exchange.none));
  }
  const { origin, method, verdicts, groups, seen, seenWithCredentials, preflight } = exchange;
  const notes = [...exchange.notes];
  const isReadable = credentials => verdicts.some(one => one.credentials === credentials && one.outcome === 'readable');
  const alike = JSON.stringify(seen) === JSON.stringify(seenWithCredentials);
  if (seen && isReadable(false)) notes.push(seenOf(seen, alike || !isReadable(true) ? 'The' : 'Without credentials, the'));
  if (seenWithCredentials && isReadable(true) && !(alike && isReadable(false))) notes.push(seenOf(seenWithCredentials, 'With credentials, the'));
  const title = `${method} ${target} from a page at ${origin}${preflight === undefined ? '' : ', with its preflight'}`;
  return make('article', { class: 'card' }, make('h3', {}, visible(title)), tableOf(verdicts), ...groups.map(reasonOf),
    notes.length > 0 ? make('ul', { class: 'notes' }, ...notes.map(one => make('li', {}, ...prose(one)))) : null);
}

/** One sentence for the live region. */
function summary({ messages, exchanges, cut }) {
  if (messages.length === 0) return 'No message yet.';
  const fields = messages.flatMap(message => message.fields);
  const bad = fields.filter(({ error }) => error).length;
  const parts = [`${plural(fields.length, 'field')}, ${bad === 0 ? 'none malformed' : `${bad} malformed`}.`];
  for (const { groups, none } of exchanges) {
    if (none === undefined) parts.push(...groups.map(({ sentence }) => sentence));
  }
  if (cut) parts.push('The text is long: the end is not read.');
  return parts.join(' ');
}

const show = (id, nodes, empty) => document.getElementById(id).replaceChildren(...(nodes.length > 0 ? nodes : [make('p', { class: 'empty' }, empty)]));

let timer;
function announce(sentence) {
  clearTimeout(timer);
  timer = setTimeout(() => { status.textContent = sentence; }, 500);
}

globalThis.explainer().then(explain => {
  const update = () => {
    try {
      const explained = explain(text.value, reveal.checked);
      const { messages, exchanges } = explained;
      show('exchanges', exchanges.map(exchange => exchangeOf(exchange, messages)), 'Add a request with an Origin and its response to see the verdict of each browser.');
      show('messages', messages.map(messageOf), 'Paste a message, or choose an example.');
      announce(summary(explained));
    } catch (error) {
      show('exchanges', [], '');
      show('messages', [], error.message);
      announce(error.message);
    }
    for (const button of buttons) button.setAttribute('aria-pressed', String(EXAMPLES[button.dataset.example] === text.value));
  };
  const buttons = [...document.querySelectorAll('[data-example]')];
  const set = value => { text.value = value; text.scrollTop = 0; update(); };
  for (const button of buttons) button.addEventListener('click', () => set(EXAMPLES[button.dataset.example]));
  document.getElementById('clear').addEventListener('click', () => { set(''); text.focus(); });
  text.addEventListener('input', update);
  reveal.addEventListener('change', update);
  set(text.value || EXAMPLES.preflight);
  document.documentElement.dataset.ready = 'true';
}, error => { status.textContent = `The modules do not start: ${error.message}`; });
