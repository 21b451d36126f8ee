"use strict";

const { cookieHeader } = require("./cookies");
const { nextRequest } = require("./redirect");

const MAX_REDIRECTS = 10;

/** Sends a GET request and follows redirects; `send` is the transport, fetch by default. */
async function get(url, { cookies = {}, send = fetch } = {}) {
  let request = { url, method: "GET", headers: { cookie: cookieHeader(cookies) } };
  for (let hop = 0; hop <= MAX_REDIRECTS; hop++) {
    const response = await send(request.url, { method: request.method, headers: request.headers, redirect: "manual" });
    const next = nextRequest(request, {
      status: response.status,
      headers: { location: response.headers.get("location") },
    });
    if (!next) return { status: response.status, body: await response.text() };
    request = next;
  }
  throw new Error(`more than ${MAX_REDIRECTS} redirects`);
}

module.exports = { get };
