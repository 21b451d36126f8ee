"use strict";

const assert = require("node:assert/strict");
const { test } = require("node:test");
const { nextRequest } = require("../src/redirect");

const request = { url: "https://shop.example/basket", method: "POST", headers: { cookie: "session=1" } };

test("a 303 becomes a GET", () => {
  const next = nextRequest(request, { status: 303, headers: { location: "/done" } });
  assert.equal(next.method, "GET");
  assert.equal(next.url, "https://shop.example/done");
});

test("a 200 is no redirect", () => {
  assert.equal(nextRequest(request, { status: 200, headers: {} }), undefined);
});

test("cookies stay with the origin they were for", () => {
  const next = nextRequest(request, { status: 302, headers: { location: "https://tracker.example/" } });
  assert.deepEqual(next.headers, {});
});

test("cookies follow a redirect on the same origin", () => {
  const next = nextRequest(request, { status: 302, headers: { location: "/basket/2" } });
  assert.equal(next.headers.cookie, "session=1");
});
