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
