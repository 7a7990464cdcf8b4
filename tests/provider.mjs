// A provider of identities for the tests: oidc-provider, which is certified, in a process of its own.
// `node provider.mjs FOLDER` with the folder of its packages; writes its address as one line. What it says, to whom, and
// what it does wrong is set by POST /control, see `tests.provider`.
import http from "node:http";
import { createRequire } from "node:module";
import { join } from "node:path";
import { pathToFileURL } from "node:url";

const packages = process.argv[2];
const load = (path) => import(pathToFileURL(join(packages, path)));
const { Provider } = await load("oidc-provider/lib/index.js");
const { default: Memory } = await load("oidc-provider/lib/adapters/memory_adapter.js");
const jose = await import(
  pathToFileURL(createRequire(join(packages, "oidc-provider/lib/index.js")).resolve("jose")).href
);

const control = { accounts: {}, client: null, offset: 0, token: null, hang: null, fail: null, inside: true };
const now = Date.now.bind(Date);
Date.now = () => now() + control.offset * 1000;

class Clients {
  async find(id) {
    return control.client && control.client.client_id === id ? control.client : undefined;
  }
}

let keys = await Promise.all(["one"].map(key));
async function key(kid) {
  const { privateKey } = await jose.generateKeyPair("RS256", { extractable: true });
  return { ...(await jose.exportJWK(privateKey)), kid, alg: "RS256", use: "sig" };
}

const page = (body) => `<!doctype html><meta charset="utf-8"><title>Proveedor</title><h1>Proveedor</h1>${body}`;
const read = async (stream) => {
  const parts = [];
  for await (const part of stream) parts.push(part);
  return Buffer.concat(parts).toString();
};

function made(issuer) {
  const provider = new Provider(issuer, {
    adapter: class {
      constructor(name) {
        return name === "Client" ? new Clients() : new Memory(name);
      }
    },
    claims: { profile: ["name", "preferred_username"], email: ["email", "email_verified"], groups: ["groups", "_claim_names"] },
    scopes: ["openid", "profile", "email", "groups"],
    conformIdTokenClaims: !control.inside,
    cookies: { keys: ["a secret of the tests"] },
    features: {
      backchannelLogout: { enabled: true },
      devInteractions: { enabled: false },
      rpInitiatedLogout: {
        enabled: true,
        logoutSource: (ctx, form) => {
          ctx.body = page(`${form}<button form="op.logoutForm" name="logout" value="yes">Salir del proveedor</button>`);
        },
      },
    },
    // It asks no private address of itself, and here every address is one.
    fetch: (url, { dispatcher, ...options }) => fetch(url, options),
    findAccount: (_ctx, id) =>
      control.accounts[id] && { accountId: id, claims: () => ({ sub: id, ...control.accounts[id] }) },
    interactions: { url: (_ctx, interaction) => `/interaction/${interaction.uid}` },
    jwks: { keys },
    loadExistingGrant: async (ctx) => {
      const grant = new ctx.oidc.provider.Grant({
        clientId: ctx.oidc.client.clientId,
        accountId: ctx.oidc.session.accountId,
      });
      grant.addOIDCScope("openid profile email groups");
      await grant.save();
      return grant;
    },
    pkce: { required: () => true },
    renderError: (ctx, out) => {
      ctx.body = page(`<p>${out.error}: ${out.error_description}</p>`);
    },
  });
  provider.use(async (ctx, next) => {
    await next();
    const wrong = control.token;
    if (ctx.path !== "/token" || !wrong || !ctx.body?.id_token) return;
    const claims = { ...jose.decodeJwt(ctx.body.id_token), ...wrong.claims };
    if (wrong.without) delete claims[wrong.without];
    const header = { ...jose.decodeProtectedHeader(ctx.body.id_token), ...wrong.header };
    if (wrong.raw !== undefined) ctx.body = { ...ctx.body, id_token: wrong.raw };
    else if (header.alg === "none") {
      const part = (value) => Buffer.from(JSON.stringify(value)).toString("base64url");
      ctx.body = { ...ctx.body, id_token: `${part(header)}.${part(claims)}.` };
    } else {
      const secret = header.alg.startsWith("HS") ? new TextEncoder().encode(control.client.client_secret) : null;
      const other = wrong.stranger && (await jose.importJWK(await key("one"), "RS256"));
      const signer = secret ?? other ?? (await jose.importJWK(keys[0], "RS256"));
      ctx.body = { ...ctx.body, id_token: await new jose.SignJWT(claims).setProtectedHeader(header).sign(signer) };
    }
  });
  return provider;
}

async function interaction(provider, request, response) {
  const { uid, params } = await provider.interactionDetails(request, response);
  if (request.method === "POST") {
    const form = new URLSearchParams(await read(request));
    const login = form.get("login");
    const result = form.has("cancel")
      ? { error: "access_denied", error_description: "cancelled" }
      : { login: { accountId: login } };
    await provider.interactionFinished(request, response, result, { mergeWithLastSubmission: false });
    return;
  }
  response.setHeader("Content-Type", "text/html; charset=utf-8");
  response.end(
    page(`<form method="post" action="/interaction/${uid}"><label>Cuenta <input name="login"></label>
      <button>Identificarse</button><button name="cancel" value="1">Cancelar</button></form><p>${params.client_id}</p>`),
  );
}

const server = http.createServer();
server.listen(0, "127.0.0.1", () => {
  const issuer = `http://localhost:${server.address().port}`;
  let provider = made(issuer);
  let callback = provider.callback();
  server.on("request", async (request, response) => {
    try {
      const { pathname } = new URL(request.url, issuer);
      if (pathname === "/control") {
        const given = JSON.parse(await read(request));
        Object.assign(control, given);
        if (given.rotate) keys = [await key(given.rotate)];
        if (given.rotate || "inside" in given) {
          provider = made(issuer);
          callback = provider.callback();
        }
        response.end("{}");
      } else if (control.hang && pathname.startsWith(control.hang)) {
        // Nothing comes.
      } else if (control.fail && pathname.startsWith(control.fail.path)) {
        response.writeHead(control.fail.status, { "Content-Type": "application/json", ...control.fail.headers });
        response.end(control.fail.body ?? "");
      } else if (pathname.startsWith("/interaction/")) await interaction(provider, request, response);
      else callback(request, response);
    } catch (error) {
      response.statusCode = 500;
      response.end(String(error?.stack));
    }
  });
  process.stdout.write(`${issuer}\n`);
});
process.stdin.on("end", () => process.exit(0)).resume();
