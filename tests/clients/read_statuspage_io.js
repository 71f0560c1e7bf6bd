// What statuspage.io makes of a page: `node read_statuspage_io.js URL` prints it as JSON. Whichever maintenances are
// asked for, it reads those to come.
const { Statuspage } = require('statuspage.io');

async function main(url) {
  const client = new Statuspage('any');
  client.setApiUrl(url);
  const { api } = client;
  console.log(JSON.stringify({
    summary: await api.getSummary(),
    status: await api.getStatus(),
    components: await api.getComponents(),
    incidents: await api.incidents.getAll(),
    unresolved: await api.incidents.getUnresolved(),
    upcoming: await api.scheduledMaintenances.getUpcoming(),
  }));
}

main(process.argv[2]);
