// Explains a message, or the output of `curl -v`, by the modules: node run.mjs [--reveal] [FILE]
// Without a file, it reads the standard input, or explains an example on a terminal.

import { readFileSync } from 'node:fs';
import './modules.js';
import './explain.js';

const args = process.argv.slice(2);
const reveal = args.includes('--reveal');
const [file, ...others] = args.filter(arg => arg !== '--reveal');
const usage = 'usage: node run.mjs [--reveal] [FILE]';
if (args.includes('--help')) {
  console.log(usage);
  process.exit();
}
if (others.length > 0 || file?.startsWith('-')) fail(usage);

/** Prints text of the input: a control character could be a command to the terminal, and is shown as its picture. */
const print = text => console.log(text.replace(/[\0-\x09\x0B-\x1F\x7F-\x9F]/g, control => {
  const code = control.codePointAt(0);
  return String.fromCodePoint(code < 0x20 ? 0x2400 + code : code === 0x7F ? 0x2421 : 0xFFFD);
}));

const explain = await globalThis.explainer();
let explained;
try {
  explained = explain(await read(), reveal);
} catch (error) {
  fail(error.message);
}
const { messages, exchanges } = explained;
if (messages.length === 0) fail('There is no message in the input. Paste what `curl -v` prints, or a header block.');
for (const message of messages) {
  print({ request: `${message.method} ${message.target}`, response: `Response ${message.status}`, fields: 'Fields' }[message.kind]);
  for (const field of message.fields) {
    print(`  ${field.name}: ${field.raw}`);
    const places = [...(field.error ? [field.error] : []), ...(field.deviations ?? []).map(place => ({ ...place, text: `tolerated: ${place.text}` }))];
    for (const { text, offset, column } of places) print(`  ${' '.repeat(field.name.length + 2 + column)}^ ${text} at byte ${offset}`);
    for (const { scheme, rows = [], refused, broken } of field.elements ?? []) {
      print(`    ${scheme ?? ''}${refused || broken ? `  (${(refused ?? broken).text})` : ''}`);
      for (const { name, value, note } of rows) print(`      ${name} = ${value}${note && `  (${note})`}`);
    }
    for (const { value, note } of field.values ?? []) print(`    ${value}${note && `  (${note})`}`);
  }
}
for (const exchange of exchanges) {
  print(exchange.none ?? `\n${exchange.method} from a page at ${exchange.origin}`);
  for (const { sentence, step, why, wanted = [] } of exchange.groups ?? []) {
    print(`  ${sentence}${why ? `\n    ${step}: ${why}.` : ''}`);
    for (const { name, value } of wanted) print(`      ${name}: ${value}`);
  }
  for (const note of exchange.notes ?? []) print(`  ${note}`);
}

async function read() {
  if (file !== undefined || process.stdin.isTTY) return readFileSync(file ?? new URL('example.txt', import.meta.url), 'utf8');
  const chunks = [];
  for await (const chunk of process.stdin) chunks.push(chunk);
  return Buffer.concat(chunks).toString();
}

function fail(message) {
  console.error(message);
  process.exit(1);
}
