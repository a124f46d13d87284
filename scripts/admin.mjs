// `npm run admin -- list | reset-password EMAIL | make-owner EMAIL WORKSPACE | erase EMAIL`: for whoever has the machine, without e-mail.
import { runCommand } from "./command.mjs";
import { connected } from "./database.mjs";
import { erasePerson, makeOwner, people, resetPassword } from "./people.mjs";

const usage = `npm run admin -- list                          who there is, with workspaces and roles
npm run admin -- reset-password EMAIL          a new password, shown once; ends their sessions
npm run admin -- make-owner EMAIL WORKSPACE    an owner of the workspace with that name in its address
npm run admin -- erase EMAIL                   takes a person's name, address and ways in out`;

/** @type {Record<string, (client: import("pg").Client, rest: string[]) => Promise<void>>} */
const commands = {
  list: async (client) => {
    for (const { email, name, workspaces, seen } of await people(client))
      console.log([email, name, workspaces || "no workspace", seen ? `last seen ${seen.toISOString()}` : "never signed in"].join("  "));
  },
  "reset-password": async (client, [email = ""]) => {
    console.log(`new password of ${email}, shown this once: ${await resetPassword(client, email)}`);
    console.log("Their sessions have ended. They should change it under Settings, Profile and security.");
  },
  "make-owner": async (client, [email = "", slug = ""]) => {
    await makeOwner(client, email, slug);
    console.log(`${email} is an owner of ${slug}`);
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
