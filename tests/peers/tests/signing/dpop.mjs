// Makes proofs with the library dpop, or verifies them with jose as RFC 9449 §4.3 says, and prints the results.

import { createHash } from "node:crypto";
import { readFileSync } from "node:fs";
import { pathToFileURL } from "node:url";

const [, , task, modules] = process.argv;
const load = (name) => import(pathToFileURL(`${modules}/${name}`));
const { do: what, rows } = JSON.parse(readFileSync(task, "utf8"));
const dpop = await load("dpop/build/index.js");
const jose = await load("jose/dist/webapi/index.js");

async function sign({ alg, uri, method, nonce, token }) {
  const keys = await dpop.generateKeyPair(alg);
  return dpop.generateProof(keys, uri, method, nonce, token);
}

async function verify({ proof, uri, method, nonce, token }) {
  try {
    const { payload } = await jose.jwtVerify(proof, jose.EmbeddedJWK, { typ: "dpop+jwt", maxTokenAge: 300 });
    const ath = token && createHash("sha256").update(token).digest("base64url");
    return payload.htm === method && payload.htu === uri && payload.nonce === nonce && payload.ath === ath && !!payload.jti;
  } catch {
    return false;
  }
}

console.log(JSON.stringify(await Promise.all(rows.map({ sign, verify }[what]))));
