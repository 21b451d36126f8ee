"use strict";

/** `{ a: "1", b: "2" }` as the value of a Cookie header. */
function cookieHeader(cookies) {
  return Object.entries(cookies)
    .map(([name, value]) => `${name}=${encodeURIComponent(value)}`)
    .join("; ");
}

module.exports = { cookieHeader };
