import assert from "node:assert/strict";
import { readRemoteAddress, remoteKind, type RemoteKind } from "../../src/model/remoteAddress";

const PUBLIC = ["git@github.com:acme/widget.git", "https://gitlab.example.org/acme/widget", "/srv/git/public.git"];

describe("the address of a remote", () => {
  const kinds: Readonly<Record<string, RemoteKind>> = {
    "https://github.com/acme/widget": "public",
    "https://github.com/Acme/Widget.git/": "public",
    "ssh://git@ssh.github.com:443/acme/widget.git": "public",
    "/srv/git/public.git": "public",
    "file:///srv/git/public.git": "public",
    "https://github.com/acme/widget-ghsa-2c4f-9m3x-7qpw": "temporary-fork",
    "git@github.com:acme/widget-ghsa-2c4f-9m3x-7qpw.git": "temporary-fork",
    "https://github.com/mallory/widget-ghsa-2c4f-9m3x-7qpw": "same-host",
    "https://github.com/acme/widget-ghsa-2c4f-9m3x-7qpw-public": "same-host",
    "https://github.com/someone/widget": "same-host",
    "git@GitHub.com:acme/secret.git": "same-host",
    "ssh://git@gitlab.example.org:2222/acme/x": "same-host",
    "ssh://git@team.example.net/acme/widget": "apart",
    "team.example.net:widget.git": "apart",
    "/srv/git/private.git": "apart",
  };
  for (const [text, kind] of Object.entries(kinds)) {
    it(`${text} is ${kind}`, () => {
      const address = readRemoteAddress(text);
      assert.ok(address);
      assert.equal(remoteKind(address, PUBLIC), kind);
    });
  }

  for (const text of [
    "",
    "origin",
    "widget.git",
    "../widget.git",
    "//host/share",
    "http://github.com/acme/x",
    "git://github.com/acme/x",
    "ext::sh -c x",
    "ext::x",
    "https://user:token@host/path",
    "https://host",
    "https://host/pa th",
    "https://host/a\nb",
    'https://host/a"b',
    "-oProxyCommand=x:y",
  ]) {
    it(`${JSON.stringify(text)} is none that can be allowed`, () => {
      assert.equal(readRemoteAddress(text), undefined);
    });
  }
});
