// Explains a message, or the output of `curl -v`, by the modules: node run.mjs [--reveal] [FILE]
// Without a file, it reads the standard input, or explains an example on a terminal.

import { readFileSync } from 'node:fs';
import './modules.js';
import './explain.js';

const args = process.argv.slice(2);
const reveal = args.includes('--reveal');
const [file, ...others] = args.filter(arg => arg !== '--reveal');
if (others.length > 0 || file?.startsWith('-')) fail('usage: node run.mjs [--reveal] [FILE]');

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
  console.log({ request: `${message.method} ${message.target}`, response: `Response ${message.status}`, fields: 'Fields' }[message.kind]);
  for (const field of message.fields) {
    console.log(`  ${field.name}: ${field.raw}`);
    const places = [...(field.error ? [field.error] : []), ...(field.deviations ?? []).map(place => ({ ...place, text: `tolerated: ${place.text}` }))];
    for (const { text, offset, column } of places) console.log(`  ${' '.repeat(field.name.length + 2 + column)}^ ${text} at byte ${offset}`);
    for (const { scheme, rows = [], refused, broken } of field.elements ?? []) {
      console.log(`    ${scheme ?? ''}${refused || broken ? `  (${(refused ?? broken).text})` : ''}`);
      for (const { name, value, note } of rows) console.log(`      ${name} = ${value}${note && `  (${note})`}`);
    }
    for (const { value, note } of field.values ?? []) console.log(`    ${value}${note && `  (${note})`}`);
  }
}
for (const exchange of exchanges) {
  console.log(exchange.none ?? `\n${exchange.method} from a page at ${exchange.origin}`);
  for (const { sentence, step, why, wanted = [] } of exchange.groups ?? []) {
    console.log(`  ${sentence}${why ? `\n    ${step}: ${why}.` : ''}`);
    for (const { name, value } of wanted) console.log(`      ${name}: ${value}`);
  }
  for (const note of exchange.notes ?? []) console.log(`  ${note}`);
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
