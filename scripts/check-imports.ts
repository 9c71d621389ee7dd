import { fileURLToPath } from 'node:url';
import { checkImports } from './import-check.ts';

const root = fileURLToPath(new URL('..', import.meta.url));
const report = await checkImports(root);
for (const violation of report.violations) console.error(violation);
console.error(`imports: ${report.modules} modules read, ${report.violations.length} violations`);
process.exitCode = report.violations.length === 0 ? 0 : 1;
