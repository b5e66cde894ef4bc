// Loads the modules, and says what they found. Used by the page and by run.mjs; needs modules.js.
'use strict';

/** Starts a module from base64 or bytes. Returns a function from a text to the value of its JSON. */
async function start(source) {
  const bytes = typeof source === 'string' ? Uint8Array.from(atob(source), char => char.charCodeAt(0)) : source;
  const { instance: { exports } } = await WebAssembly.instantiate(bytes, {});
  return (text, reveal) => {
    const input = new TextEncoder().encode(text);
    if (input.length > exports.input_size()) throw new RangeError('The text is too long: at most 128 KiB are read.');
    new Uint8Array(exports.memory.buffer, exports.input(), input.length).set(input);
    const length = exports.explain(input.length, reveal ? 1 : 0);
    if (length === 0) throw new RangeError('The explanation of this text is too long.');
    return JSON.parse(new TextDecoder().decode(new Uint8Array(exports.memory.buffer, exports.output(), length)));
  };
}

/** Starts all modules. Returns a function that explains a text: its messages with their fields, and its exchanges. */
globalThis.explainer = async ({ auth, cors, ...typed } = globalThis.MODULES) => {
  const [ofAuth, ofCors, ...ofTypes] = await Promise.all([auth, cors, ...Object.values(typed)].map(start));
  return (text, reveal = false) => {
    const [first, second] = [ofAuth(text, reveal), ofCors(text, reveal)];
    const bytes = new TextEncoder().encode(text);
    const line = ({ name, at, length }) => `${name}: ${new TextDecoder().decode(bytes.subarray(at, at + length)).replace(/[\r\n]/g, ' ')}`;
    const messages = first.messages.map((message, index) => {
      const read = message.fields.map(field => ofTypes.map(of => of(line(field), reveal)).reduce(withTypes, field));
      const fields = [...read, ...second.messages[index].fields].sort((a, b) => a.at - b.at);
      return { ...message, fields, others: message.lines - message.broken - fields.length };
    });
    return { cut: first.cut, messages, exchanges: second.exchanges.map(worded) };
  };
};

/** Adds what types read in a field to what was sent. */
function withTypes(field, { elements = [], deviations = [], other }) {
  // Credentials may follow the grammar of their scheme only.
  if (other?.scheme !== undefined && field.error) return { ...field, elements: [{ ...other, typed: true, grammar: 'own' }], deviations: [] };
  const places = new Map([...field.deviations, ...deviations].map(place => [`${place.offset} ${place.text}`, place]));
  const isOther = field.elements.length !== elements.length || field.elements.some(({ grammar }) => grammar);
  return {
    ...field,
    elements: isOther ? field.elements : field.elements.map((element, index) => withRows(element, elements[index])),
    deviations: isOther ? field.deviations : [...places.values()].sort((a, b) => a.offset - b.offset),
  };
}

/** The rows that the type reads, then the parameters that it does not read. */
function withRows(element, { rows = [], typed, param, refused }) {
  if (refused) return { ...element, refused };
  if (!typed) return element;
  const read = new Set([...rows.map(row => row.of.toLowerCase()), ...(param ? ['token68'] : [])]);
  return { ...element, typed, rows: [...rows, ...element.rows.filter(row => !read.has(row.name.toLowerCase()))] };
}

/** What an outcome means: a word, and the end of a sentence for one browser and for several. */
const OUTCOMES = {
  'readable': ['Readable', 'lets the page read the response', 'let the page read the response'],
  'sent': ['Sent', 'sends the request', 'send the request'],
  'redirect': ['Follows', 'follows the redirect; the response from there must allow the page too',
    'follow the redirect; the response from there must allow the page too'],
  'no-answer': ['Waits', 'waits for the answer to the preflight, which is not in the text',
    'wait for the answer to the preflight, which is not in the text'],
  'no-response': ['Sent', 'sends the request; the response is not in the text', 'send the request; the response is not in the text'],
  'unseen': ['Unseen', 'shows this status to no page', 'show this status to no page'],
  'blocked': ['Blocked', 'does not let the page read the response', 'do not let the page read the response'],
  'preflight': ['Blocked', 'does not send the request', 'do not send the request'],
};

const kind = verdict => (verdict.outcome === 'blocked' && verdict.atPreflight ? 'preflight' : verdict.outcome);
const nameOf = browser => (browser === 'Fetch' ? 'the standard' : browser);
const list = items => items.join(', ').replace(/, ([^,]*)$/, ' and $1');

/** Adds `groups` to an exchange: the verdicts that are the same for the same reason, as sentences. */
function worded(exchange) {
  if (exchange.none !== undefined) return exchange;
  const groups = new Map();
  for (const verdict of exchange.verdicts) {
    const { browser, credentials, wanted = [], ...rest } = verdict;
    const key = JSON.stringify(rest);
    if (!groups.has(key)) groups.set(key, { ...rest, wanted, cells: [] });
    const group = groups.get(key);
    group.cells.push([credentials, browser]);
    // What satisfies the mode that requires most satisfies all.
    if (wanted.length > group.wanted.length) group.wanted = wanted;
    verdict.word = OUTCOMES[kind(verdict)][0];
  }
  return { ...exchange, groups: [...groups.values()].map(group => ({ ...group, sentence: sentence(group), hint: hint(group) })) };
}

/** What is enough for requests without credentials. */
function hint({ wanted, cells }) {
  const isForAll = wanted.some(({ name }) => name === 'Access-Control-Allow-Origin') && cells.some(([has]) => !has);
  return isForAll ? 'For requests without credentials, * is enough in Access-Control-Allow-Origin.' : '';
}

function sentence(group) {
  const of = credentials => group.cells.filter(([has]) => has === credentials).map(([, browser]) => browser);
  const [, one, several] = OUTCOMES[kind(group)];
  const who = browsers => {
    if (browsers.length === 4) return kind(group) === 'blocked' || kind(group) === 'preflight' ? 'no browser' : 'every browser';
    return list(browsers.map(nameOf));
  };
  const does = browsers => {
    if (browsers.length < 4) return browsers.length === 1 ? one : several;
    return one.replace(/^does not let/, 'lets').replace(/^does not send/, 'sends');
  };
  const [without, included] = [of(false), of(true)];
  if (without.join() === included.join()) return `With or without credentials, ${who(without)} ${does(without)}.`;
  const parts = [];
  if (without.length > 0) parts.push(`Without credentials, ${who(without)} ${does(without)}.`);
  if (included.length > 0) parts.push(`With credentials, ${who(included)} ${does(included)}.`);
  return parts.join(' ');
}
