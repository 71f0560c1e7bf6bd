// What @aero/statuspage makes of a page: `node read_aero.js URL` prints it as JSON. Its call for maintenances asks an
// address that Statuspage does not have, so they are read from the summary.
const { StatusPageClient } = require('@aero/statuspage');

async function main(url) {
  const client = new StatusPageClient(url);
  const [summary, status, components] = [await client.summary(), await client.status(), await client.components()];
  const told = { summary, status, components, incidents: await client.incidents(), unresolved: await client.incidents(true) };
  console.log(JSON.stringify(told));
}

main(process.argv[2]);
