"use strict";

const REDIRECTS = new Set([301, 302, 303, 307, 308]);

/** Headers that speak for the user and must not reach a host they were not meant for. */
const CREDENTIALS = new Set(["authorization", "cookie", "proxy-authorization"]);

/** The request that follows a redirect answer, or undefined when it is none. */
function nextRequest(request, response) {
  if (!REDIRECTS.has(response.status)) return undefined;
  const url = new URL(response.headers.location, request.url);
  const method = response.status === 303 ? "GET" : request.method;
  const sameOrigin = url.origin === new URL(request.url).origin;
  const headers = sameOrigin ? request.headers : withoutCredentials(request.headers);
  return { ...request, url: url.href, method, headers };
}

/** A redirect to another origin starts as a stranger: it gets no credentials. */
function withoutCredentials(headers) {
  return Object.fromEntries(Object.entries(headers).filter(([name]) => !CREDENTIALS.has(name.toLowerCase())));
}

module.exports = { nextRequest };
