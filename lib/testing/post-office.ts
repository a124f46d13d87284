import type { AddressInfo } from "node:net";
import { text } from "node:stream/consumers";
import { SMTPServer } from "smtp-server";
import { afterAll, beforeAll } from "vitest";

export type Letter = { from: string; to: string[]; raw: string; text: string };

/** A real mail server for the tests of a file, set as `SMTP_URL`, and what it was given. `isShut`: it takes nothing for now. Call it before `freshDatabase`: settings are read once. */
export function postOffice(): { letters: Letter[]; isShut: boolean; close: () => Promise<void> } {
  const letters: Letter[] = [];
  const office = { letters, isShut: false, close: () => new Promise<void>((resolve) => server.close(() => resolve())) };
  const server = new SMTPServer({
    ...{ authOptional: true, disabledCommands: ["STARTTLS"], logger: false },
    onData: (stream, { envelope }, done) => {
      void text(stream).then((raw) => {
        if (office.isShut) return done(new Error("shut"));
        const body = raw.slice(raw.indexOf("\r\n\r\n") + 4);
        const plain = /^content-transfer-encoding: quoted-printable/im.test(raw) ? unquoted(body) : body;
        letters.push({
          from: envelope.mailFrom ? envelope.mailFrom.address : "",
          to: envelope.rcptTo.map(({ address }) => address),
          ...{ raw, text: plain },
        });
        done();
      });
    },
  });
  beforeAll(async () => {
    await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", () => resolve()));
    process.env.SMTP_URL = `smtp://127.0.0.1:${(server.server.address() as AddressInfo).port}`;
    process.env.MAIL_FROM = "Obole <obole@example.com>";
  });
  afterAll(office.close);
  return office;
}

function unquoted(body: string): string {
  const bytes = body.replace(/=\r\n/g, "").replace(/=([0-9A-F]{2})/g, (_whole, hex: string) => String.fromCharCode(Number.parseInt(hex, 16)));
  return Buffer.from(bytes, "latin1").toString("utf8");
}
