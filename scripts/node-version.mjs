// Loaded before anything else and by whatever Node there is, so it says only what every Node with modules understands.
var parts = process.versions.node.split(".").map(Number);
if (parts[0] < 20 || (parts[0] === 20 && parts[1] < 19)) {
  console.error(`Node ${process.versions.node} is too old: Obole needs Node 20.19 or later (https://nodejs.org).`);
  process.exit(1);
}
