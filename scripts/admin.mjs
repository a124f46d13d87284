// `npm run admin -- list | reset-password EMAIL | make-owner EMAIL WORKSPACE | disable EMAIL | enable EMAIL | erase EMAIL`: for whoever has the machine, without e-mail.
import { runCommand } from "./command.mjs";
import { connected } from "./database.mjs";
import { disableAccount, enableAccount, erasePerson, makeOwner, people, resetPassword } from "./people.mjs";

const usage = `npm run admin -- list                          who there is, with workspaces and roles
npm run admin -- reset-password EMAIL          a new password, shown once; ends their sessions
npm run admin -- make-owner EMAIL WORKSPACE    an owner of the workspace with that name in its address
npm run admin -- disable EMAIL                 the account opens nothing any more; ends their sessions
npm run admin -- enable EMAIL                  lets it in again
npm run admin -- erase EMAIL                   takes a person's name, address and ways in out`;

/** @type {Record<string, (client: import("pg").Client, rest: string[]) => Promise<void>>} */
const commands = {
  list: async (client) => {
    for (const { email, name, workspaces, seen, disabled } of await people(client)) {
      const parts = [email, name, workspaces || "no workspace", seen ? `last seen ${seen.toISOString()}` : "never signed in"];
      console.log([...parts, ...(disabled ? [`disabled ${disabled.toISOString()}`] : [])].join("  "));
    }
  },
  "reset-password": async (client, [email = ""]) => {
    console.log(`new password of ${email}, shown this once: ${await resetPassword(client, email)}`);
    console.log("Their sessions have ended. They should change it under Settings, Profile and security.");
  },
  "make-owner": async (client, [email = "", slug = ""]) => {
    await makeOwner(client, email, slug);
    console.log(`${email} is an owner of ${slug}`);
  },
  disable: async (client, [email = ""]) => {
    const { keys, owned } = await disableAccount(client, email);
    console.log(`${email} is disabled: their sessions have ended, and nothing lets them in`);
    for (const { name, workspace } of keys)
      console.log(`still open: the API key "${name}" of ${workspace}, which they made. Revoke it under Settings, API keys.`);
    for (const slug of owned) console.log(`${slug} has no other owner: npm run admin -- make-owner EMAIL ${slug}`);
  },
  enable: async (client, [email = ""]) => {
    await enableAccount(client, email);
    console.log(`${email} can sign in again`);
  },
  erase: async (client, [email = ""]) => {
    await erasePerson(client, email);
    console.log(`${email} is erased: no name, no address, no way in. What they did stays in the trail, without their name.`);
  },
};

const [name = "", ...rest] = process.argv.slice(2);
const command = Object.hasOwn(commands, name) ? commands[name] : undefined;
if (command) await runCommand(({ url }) => connected(url, (client) => command(client, rest)));
else {
  console.error(usage);
  process.exitCode = 1;
}
