// Lighthouse on each address: scores, and what cost points, as JSON. Chromium is at CHROME_PATH.
import { launch } from 'chrome-launcher';
import lighthouse from 'lighthouse';

const { categories, flags, addresses } = JSON.parse(process.argv[2]);
// On a busy machine it sometimes misses the start of a page, and says so itself ("Please run Lighthouse again").
const TRIES = 3;

async function look(address, port) {
  for (let left = TRIES; ; left -= 1) {
    const chosen = { onlyCategories: categories, disableFullPageScreenshot: true };
    const { lhr } = await lighthouse(address, { port, logLevel: 'silent', ...chosen });
    if (!lhr.runtimeError) return lhr;
    if (left === 1) throw new Error(`${address}: ${lhr.runtimeError.message}`);
  }
}

function scores(lhr) {
  const lost = ({ auditRefs }) => auditRefs
    .filter(({ id, weight }) => weight > 0 && lhr.audits[id].score !== null && lhr.audits[id].score < 1)
    .map(({ id }) => `${id}: ${lhr.audits[id].title} ${lhr.audits[id].displayValue ?? ''}`.trim());
  return Object.fromEntries(Object.entries(lhr.categories)
    .map(([name, category]) => [name, { score: Math.round(100 * category.score), lost: lost(category) }]));
}

const chrome = await launch({ chromeFlags: ['--headless=new', ...flags], logLevel: 'silent' });
const reports = {};
try {
  for (const address of addresses) reports[address] = scores(await look(address, chrome.port));
} finally {
  await chrome.kill();
}
console.log(JSON.stringify(reports));
