// Runs generated exchanges, sequences and redirect chains in Chromium, Firefox and WebKit, and writes a vector for each.
// usage: node run.mjs VECTORS.json COUNT SEED

import fs from 'node:fs/promises';
import os from 'node:os';
import path from 'node:path';
import { browser, start } from './browser.mjs';
import { chainsOf, observeChains } from './chains.mjs';
import { exchangesOf, observeExchanges, observeSequences, sequencesOf } from './kinds.mjs';
import { Servers } from './servers.mjs';

/** The browsers, and the profiles that predict them. */
const BROWSERS = { chrome: 'chromium', firefox: 'firefox', webkit: 'webkit' };

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

const seconds = 180 + Math.ceil(count / 2);
setTimeout(() => {
  console.error(`not finished after ${seconds} seconds`);
  end(1);
}, seconds * 1000).unref();
for (const signal of ['SIGINT', 'SIGTERM']) process.on(signal, () => end(1));

try {
  const exchanges = exchangesOf(seed, count, servers);
  const sequences = sequencesOf(seed, Math.ceil(count / 3));
  const chains = chainsOf(seed, Math.ceil(count / 3)).map(chain => ({ ...chain, seen: {} }));
  const expected = exchanges.map(() => ({}));
  const [versions, kept] = [[], []];
  for (const [name, profile] of Object.entries(BROWSERS)) {
    const began = Date.now();
    running = browser(name);
    await start(running, name, directory);
    const version = await running.version();
    versions.push(version);
    const seen = await observeExchanges(running, servers, exchanges);
    seen.forEach((one, index) => { expected[index][name] = one; });
    const exchanged = Date.now();
    const cached = await observeSequences(running, servers, sequences);
    cached.forEach((one, index) => kept.push({
      id: `${sequences[index].id}-${name}`, source: `${version}, a generated sequence`, kind: 'profile-cache', profile, ...one }));
    const cachedAt = Date.now();
    const redirected = await observeChains(running, servers, chains);
    redirected.forEach((steps, index) => { chains[index].seen[name] = steps; });
    const ended = Date.now();
    await running.close();
    running = null;
    const counted = property => seen.filter(one => one[property]).length;
    const spared = cached.flatMap(({ expect }) => expect).filter(preflight => !preflight).length;
    console.log(`${version}: ${count} exchanges in ${((exchanged - began) / 1000).toFixed(1)} s, ${counted('preflight')} preflights, ` +
      `${counted('sent')} sent, ${counted('readable')} readable; ${sequences.length} sequences in ` +
      `${((cachedAt - exchanged) / 1000).toFixed(1)} s, ${spared} requests without a preflight; ` +
      `${chains.length} redirect chains in ${((ended - cachedAt) / 1000).toFixed(1)} s`);
  }
  const vectors = exchanges.map((input, index) => ({
    id: `browser-${seed}-${index}`,
    source: `${versions.join(' and ')}, a generated exchange`,
    kind: 'browser',
    input: { op: 'fetch', ...input },
    expect: expected[index],
  }));
  await fs.writeFile(out, `[\n${[...vectors, ...kept, ...chains].map(vector => JSON.stringify(vector)).join(',\n')}\n]\n`);
  await end(0);
} catch (error) {
  console.error(error);
  await end(1);
}
