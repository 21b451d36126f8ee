/** Mails as a program saves them: lines end in CRLF. */
function crlf(text: string): Uint8Array {
  return Buffer.from(text.replace(/\n/g, "\r\n"));
}

const HEADERS = `From: =?utf-8?Q?J=C3=B6rg?= Reporter <reporter@example.net>
To: security@example.org
Date: Sat, 21 Nov 2026 09:12:00 +0100
Message-ID: <report-1@example.net>
MIME-Version: 1.0
`;

export function plainMail(subject: string, text: string): Uint8Array {
  return crlf(`${HEADERS}Subject: ${subject}\nContent-Type: text/plain; charset=utf-8\n\n${text}`);
}

export function htmlMail(html: string): Uint8Array {
  return crlf(`${HEADERS}Subject: In HTML\nContent-Type: text/html; charset=utf-8\n\n${html}`);
}

/** RFC 3156, section 4, with the subject protected as programs do it today: the outer one is three dots. */
export function pgpMimeMail(armored: string): Uint8Array {
  return crlf(`${HEADERS}Subject: ...
Content-Type: multipart/encrypted; protocol="application/pgp-encrypted"; boundary="b1"

--b1
Content-Type: application/pgp-encrypted

Version: 1

--b1
Content-Type: application/octet-stream; name="encrypted.asc"

${armored}
--b1--
`);
}

/** What is sealed into a PGP/MIME mail. */
export function innerEntity(subject: string, text: string): Uint8Array {
  return crlf(`Content-Type: text/plain; charset=utf-8; protected-headers="v1"\nSubject: ${subject}\n\n${text}`);
}

export function mailWithAttachment(type: string, name: string, content: string | Uint8Array): Uint8Array {
  return crlf(`${HEADERS}Subject: With an attachment
Content-Type: multipart/mixed; boundary="b1"

--b1
Content-Type: text/plain

See the attachment.
--b1
Content-Type: ${type}; name="${name}"
Content-Disposition: attachment; filename="${name}"
Content-Transfer-Encoding: base64

${Buffer.from(content).toString("base64")}
--b1--
`);
}
