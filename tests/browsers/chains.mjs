// Generates requests that are redirected, and runs them.

import { requestAll } from './browser.mjs';
import { Chance } from './chance.mjs';

const VISIBLE = ['x-r1', 'x-r2', 'content-type'];
/** How many chains are under way at a time. */
const ABREAST = 12;
/** The fields of a request that are predicted. */
const FIELDS = ['origin', 'access-control-request-method', 'access-control-request-headers'];

/**
 * The chain of a seed at an index: a request, and the hops that answer it. Two things that WebKit does and no profile predicts
 * are left out: from the origin of the page, a redirect to a URL with a user name, and a redirect to another origin if the
 * credentials mode is `same-origin`.
 */
export function chain(seed, index) {
  const chance = new Chance(seed, index);
  const request = requested(chance);
  const length = chance.of([1, 2, 2, 2, 3, 3, 4]);
  const servers = Array.from({ length: length + 1 }, () => chance.of(['page', 'other', 'other', 'third']));
  if (servers[0] === 'page' && request.credentials === 'same-origin') request.credentials = 'omit';
  const hops = servers.map((server, hop) => ({
    server,
    preflight: preflight(chance, request),
    response: hop < length ? redirect(chance, request, hop + 1, servers) : final(chance, request),
  }));
  return { id: `chain-${seed}-${index}`, opaque: chance.in100(8), steps: [{ request, hops }] };
}

export const chainsOf = (seed, count) => Array.from({ length: count }, (_, index) => chain(seed, index));

function requested(chance) {
  const method = chance.of(['GET', 'GET', 'HEAD', 'POST', 'POST', 'PUT', 'DELETE', 'PATCH']);
  return {
    method,
    headers: chance.several(chance.of([0, 0, 1, 1, 2, 3]), HEADERS),
    credentials: chance.of(['omit', 'omit', 'same-origin', 'include']),
    body: ['POST', 'PUT', 'PATCH'].includes(method) && chance.in100(40),
    redirect: chance.in100(94) ? 'follow' : chance.of(['error', 'manual']),
  };
}

const HEADERS = [
  ['x', '1'], ['Authorization', 'a'], ['Content-Type', 'application/json'], ['Content-Language', 'de_DE'],
  ['Content-Language', 'de'], ['Range', 'bytes=-5'], ['Accept', 'a('], ['User-Agent', 'x'],
];

function preflight(chance, { credentials }) {
  const names = chance.in100(85) ? HEADERS.map(([name]) => name).join(',') : chance.of(['x', '*', 'x,content-type', '*,authorization']);
  const methods = chance.in100(92) ? 'GET,HEAD,POST,PUT,DELETE,PATCH' : chance.of(['*', 'GET', 'PUT,DELETE']);
  return {
    status: chance.in100(95) ? 204 : chance.of([302, 404]),
    headers: [
      ...allowed(chance, credentials),
      ['Access-Control-Allow-Headers', names],
      ['Access-Control-Allow-Methods', methods],
    ],
  };
}

function redirect(chance, { credentials }, hop, servers) {
  const status = chance.in100(90) ? chance.of([301, 302, 303, 307, 308]) : chance.of([300, 304, 305, 306, 309, 399]);
  const hasLeft = servers.slice(0, hop).some(server => server !== 'page');
  const named = `http://u:p@@HOST${servers[hop].toUpperCase()}/chain/@INDEX/hop${hop}`;
  const locations = chance.in100(92) ? [`@HOP${hop}`] : chance.of([[], hasLeft ? [named] : [], ['ftp://127.0.0.1/']]);
  return { status, headers: [...allowed(chance, credentials), ...locations.map(location => ['Location', location])] };
}

const final = (chance, { credentials }) => ({
  status: chance.of([200, 200, 404]),
  headers: [...allowed(chance, credentials), ['Access-Control-Expose-Headers', 'x-r1'], ['X-R1', '1'], ['X-R2', '2']],
});

/** The fields that allow most responses to be read, and none to be kept. */
function allowed(chance, credentials) {
  const origin = credentials === 'include' ? chance.of(['@ORIGIN', '@ORIGIN', 'null']) : chance.of(['*', '*', '*', '@ORIGIN', 'null']);
  const lines = chance.in100(97) ? [['Access-Control-Allow-Origin', origin]] : [];
  const all = credentials === 'include' ? [...lines, ['Access-Control-Allow-Credentials', 'true']] : lines;
  return [...all, ['Cache-Control', 'no-store']];
}

/** Runs chains. Returns what the browser did in the steps of each. */
export async function observeChains(browser, servers, chains) {
  const current = new Map();
  servers.serve((request, isPreflight) => {
    const [, index, hop] = /^\/chain\/(\d+)\/hop(\d+)$/.exec(request.path) ?? [];
    if (!current.has(index)) return null;
    const { step, log, texts } = current.get(index);
    const fields = FIELDS.map(name => [name, request.field(name)]).filter(([, value]) => value !== null);
    log.push({ hop: +hop, what: isPreflight ? 'preflight' : 'actual', method: request.method, fields: Object.fromEntries(fields) });
    return filled(step.hops[hop][isPreflight ? 'preflight' : 'response'], texts);
  });
  const seen = new Array(chains.length);
  for (const [place, opaque] of [['/page', false], ['/opaque', true]]) {
    const own = [...chains.keys()].filter(index => chains[index].opaque === opaque);
    for (let start = 0; start < own.length; start += ABREAST) {
      await Promise.all(own.slice(start, start + ABREAST).map(async index => {
        seen[index] = [];
        for (const step of chains[index].steps) {
          const texts = textsOf(servers, index, step.hops, opaque);
          const one = { step, texts, log: [] };
          current.set(String(index), one);
          const [answer] = await browser.evaluate(servers.page + place, requestAll, [{ ...step.request, url: texts.HOP0 }], VISIBLE);
          const is = what => one.log.some(asked => asked.what === what);
          seen[index].push({ preflight: is('preflight'), sent: is('actual'), ...answer, log: one.log });
        }
      }));
    }
  }
  return seen;
}

/** What the words after `@` stand for. */
function textsOf(servers, index, hops, opaque) {
  const texts = { ORIGIN: opaque ? 'null' : servers.page, INDEX: index };
  for (const name of ['page', 'other', 'third']) texts[`HOST${name.toUpperCase()}`] = new URL(servers[name]).host;
  hops.forEach(({ server }, hop) => { texts[`HOP${hop}`] = `${servers[server]}/chain/${index}/hop${hop}`; });
  return texts;
}

const filled = ({ status, headers }, texts) =>
  ({ status, headers: headers.map(([name, value]) => [name, value.replace(/@([A-Z]+\d*)/g, (_, word) => texts[word])]) });
