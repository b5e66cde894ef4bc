// Runs generated exchanges in Chromium and Firefox, and writes a vector for each.
// usage: node run.mjs VECTORS.json COUNT SEED

import fs from 'node:fs/promises';
import os from 'node:os';
import path from 'node:path';
import { Browser } from './browser.mjs';
import { exchange } from './exchanges.mjs';
import { Servers } from './servers.mjs';

const BROWSERS = { chrome: 'chromium', firefox: 'firefox-esr' };
const VISIBLE = ['x-r1', 'x-r2', 'content-type'];

const [out, count, seed] = [process.argv[2], ...process.argv.slice(3).map(Number)];
if (process.argv.length !== 5 || !Number.isInteger(count) || !Number.isInteger(seed)) {
  console.error('usage: node run.mjs VECTORS.json COUNT SEED');
  process.exit(2);
}

const directory = await fs.mkdtemp(path.join(os.tmpdir(), 'browsers-'));
const servers = await Servers.start();
let running = null;

async function end(code) {
  running?.kill();
  servers.stop();
  await fs.rm(directory, { recursive: true, force: true, maxRetries: 5 });
  process.exit(code);
}

const seconds = 90 + Math.ceil(count / 5);
setTimeout(() => {
  console.error(`not finished after ${seconds} seconds`);
  end(1);
}, seconds * 1000).unref();
for (const signal of ['SIGINT', 'SIGTERM']) process.on(signal, () => end(1));

/** What the browser did, once it has a page open. */
async function observe(name, exchanges) {
  servers.serve(exchanges);
  running = await Browser.start(name, await executable(BROWSERS[name]), directory);
  const version = await running.version();
  await running.open(servers.page);
  const answers = await running.ask(exchanges.map(({ request }) => request), VISIBLE);
  await running.close();
  running = null;
  return { version, seen: answers.map((answer, index) => observation(exchanges[index], servers.asked.get(index) ?? {}, answer)) };
}

function observation({ request }, { preflight, actual }, { readable, visible }) {
  for (const asked of [preflight, actual]) {
    const origin = asked?.field('origin') ?? request.origin;
    if (origin !== request.origin) throw new Error(`${request.url} was requested from ${origin}, not from ${request.origin}`);
  }
  return {
    readable,
    visible,
    preflight: preflight !== undefined,
    acrm: preflight?.field('access-control-request-method') ?? null,
    acrh: preflight?.field('access-control-request-headers') ?? null,
    sent: actual !== undefined,
  };
}

/** Where a command is. */
async function executable(command) {
  for (const place of process.env.PATH.split(path.delimiter)) {
    const file = path.join(place, command);
    if (await fs.access(file, fs.constants.X_OK).then(() => true, () => false)) return file;
  }
  throw new Error(`${command} is not installed`);
}

try {
  const exchanges = Array.from({ length: count }, (_, index) => exchange(seed, index, servers));
  const expected = exchanges.map(() => ({}));
  const versions = [];
  for (const name of Object.keys(BROWSERS)) {
    const started = Date.now();
    const { version, seen } = await observe(name, exchanges);
    versions.push(version);
    seen.forEach((one, index) => { expected[index][name] = one; });
    const counted = property => seen.filter(one => one[property]).length;
    console.log(`${version}: ${count} exchanges in ${((Date.now() - started) / 1000).toFixed(1)} s, ` +
      `${counted('preflight')} preflights, ${counted('sent')} sent, ${counted('readable')} readable`);
  }
  const vectors = exchanges.map((input, index) => ({
    id: `browser-${seed}-${index}`,
    source: `${versions.join(' and ')}, a generated exchange`,
    kind: 'browser',
    input: { op: 'fetch', ...input },
    expect: expected[index],
  }));
  await fs.writeFile(out, `[\n${vectors.map(vector => JSON.stringify(vector)).join(',\n')}\n]\n`);
  await end(0);
} catch (error) {
  console.error(error);
  await end(1);
}
