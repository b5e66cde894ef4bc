// What is done with a browser, and what it did as vectors: exchanges, and sequences that its cache decides.

import { setTimeout as sleep } from 'node:timers/promises';
import { requestAll } from './browser.mjs';
import { exchange } from './exchanges.mjs';
import { many, sequence } from './sequences.mjs';

const VISIBLE = ['x-r1', 'x-r2', 'content-type'];

/** How many requests are under way at a time. */
const ABREAST = 24;
/** How many sequences are: Firefox keeps a hundred answers, and a sequence has up to four. */
const SEQUENCES_ABREAST = 20;
/** For how many seconds the requests of a sequence may be under way: less than a second if it waits, less than the default
 * age of 5 s otherwise, and less than 600 s if it has many steps. */
const [TIMED, QUICK, ALONE] = [0.9, 4, 60];

/** Runs exchanges. Returns what the browser did with each. */
export async function observeExchanges(browser, servers, exchanges) {
  const asked = exchanges.map(() => ({}));
  servers.serve((request, preflight) => {
    const index = /^\/exchange\/(\d+)$/.exec(request.path)?.[1];
    if (index === undefined) return null;
    asked[index][preflight ? 'preflight' : 'actual'] = request;
    return preflight ? exchanges[index].preflight : exchanges[index].response;
  });
  const seen = new Array(exchanges.length);
  for (const [place, opaque] of [['/page', false], ['/opaque', true]]) {
    const own = [...exchanges.keys()].filter(index => (exchanges[index].request.origin === 'null') === opaque);
    for (const part of parts(own, ABREAST)) {
      const answers = await browser.evaluate(servers.page + place, requestAll, part.map(index => exchanges[index].request), VISIBLE);
      part.forEach((index, at) => { seen[index] = observation(exchanges[index], asked[index], answers[at]); });
    }
  }
  return seen;
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

export const exchangesOf = (seed, count, servers) =>
  Array.from({ length: count }, (_, index) => exchange(seed, index, servers));

/** Generated sequences, those that wait side by side, and one of more answers than Firefox keeps. */
export function sequencesOf(seed, count) {
  const sequences = Array.from({ length: count }, (_, index) => ({ id: `cache-${seed}-${index}`, ...sequence(seed, index) }));
  return [...sequences, { id: 'cache-many', ...many() }];
}

/** Runs sequences. Returns the steps of each, and which of them were preceded by a preflight. */
export async function observeSequences(browser, servers, sequences) {
  const state = new Map();
  servers.serve((request, preflight) => {
    const current = state.get(/^\/sequence\/([\d-]+)/.exec(request.path)?.[1]);
    if (current === undefined) return WARM;
    current[preflight ? 'preflight' : 'actual'] = true;
    return filled(preflight ? current.step.preflight : current.step.response, current.origin);
  });
  const seen = new Array(sequences.length);
  for (const [place, opaque] of [['/page', false], ['/opaque', true]]) {
    const own = [...sequences.keys()].filter(index => sequences[index].opaque === opaque);
    // In a new process, Firefox sends the first preflights again that its cache could spare.
    const warm = { url: `${servers.other}/warm`, method: 'GET', headers: [['x', '1']], credentials: 'omit' };
    for (let left = 3; left > 0; left -= 1) await browser.evaluate(servers.page + place, requestAll, [warm], []);
    await sleep(100);

    const [timed, quick, alone] = [TIMED, QUICK, ALONE].map(limit => own.filter(index => limitOf(index) === limit));
    for (const part of [...parts(timed, SEQUENCES_ABREAST), ...parts(quick, SEQUENCES_ABREAST), ...parts(alone, 1)]) {
      await Promise.all(part.map(async index => { seen[index] = await steadily(index, place); }));
    }
  }
  return seen;

  function limitOf(index) {
    const { steps } = sequences[index];
    if (steps.length > SEQUENCES_ABREAST) return ALONE;
    return steps.some(({ wait }) => wait > 0) ? TIMED : QUICK;
  }

  /** Runs a sequence until its requests take so little time that it does not count. */
  async function steadily(index, place) {
    const limit = limitOf(index);
    for (let attempt = 0; attempt < 8; attempt += 1) {
      const { steps, expect, busy } = await run(index, place, `${index}-${attempt}`);
      if (busy < limit) return { steps, expect };
    }
    throw new Error(`the requests of sequence ${index} take longer than ${limit} s`);
  }

  async function run(index, place, name) {
    const origin = sequences[index].opaque ? 'null' : servers.page;
    const [steps, expect] = [[], []];
    const began = performance.now();
    let busy = 0;
    for (const step of sequences[index].steps) {
      if (step.wait > 0) await sleep(step.wait * 1000);
      const sent = performance.now();
      const url = `${servers.other}/sequence/${name}/`.padEnd(step.long - step.end.length, 'p') + step.end;
      const current = { step, origin, preflight: false, actual: false };
      state.set(name, current);
      const [answer] = await browser.evaluate(servers.page + place, requestAll, [{ ...step.request, url }], []);
      busy += (performance.now() - sent) / 1000;
      expect.push(current.preflight);
      steps.push(shown(step, current, url, (sent - began) / 1000, answer));
    }
    return { steps, expect, busy };
  }
}

const WARM = { status: 200, headers: [['Access-Control-Allow-Origin', '*'], ['Access-Control-Allow-Headers', 'x']] };

function shown({ request, preflight }, { origin, actual }, url, at, { readable }) {
  const { method, headers, credentials, body, xhr, listens } = request;
  const options = { ...(listens ? { use_preflight: true } : {}), ...(xhr ? { xhr } : {}), ...(body ? { body } : {}) };
  return {
    at: Math.round(at * 1000) / 1000,
    request: { method, headers, credentials, origin, url, ...options },
    response: filled(preflight, origin),
    ...(actual && !readable ? { actual_failed: true } : {}),
  };
}

const filled = ({ status, headers }, origin) =>
  ({ status, headers: headers.map(([name, value]) => [name, value.replace('@ORIGIN', origin)]) });

const parts = (items, length) =>
  Array.from({ length: Math.ceil(items.length / length) }, (_, part) => items.slice(part * length, (part + 1) * length));
