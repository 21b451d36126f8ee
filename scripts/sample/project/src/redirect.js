"use strict";

const REDIRECTS = new Set([301, 302, 303, 307, 308]);

/** The request that follows a redirect answer, or undefined when it is none. */
function nextRequest(request, response) {
  if (!REDIRECTS.has(response.status)) return undefined;
  const url = new URL(response.headers.location, request.url);
  const method = response.status === 303 ? "GET" : request.method;
  return { ...request, url: url.href, method };
}

module.exports = { nextRequest };
