/** How much is asked of Graph for a full backup of a company of 50,000 people, beside what others ask. */
import { entraExporter, microsoft365Dsc } from '../peers.ts';
import { newPipeline } from '../program.ts';
import { atLeast, atMost, type Row, text, told as toldRow } from '../row.ts';
import { longestSequence } from '../sequence.ts';
import { startTenantProcess } from '../tenant.ts';
import { quotaSeconds, unitsOf } from '../units.ts';

/** Without it calls would hardly overlap: one process answers them, one after the other, as soon as they come. */
const requestMs = 100;

export async function requests({ isFull }: { readonly isFull: boolean }): Promise<readonly Row[]> {
  const scale = isFull ? 1 : 5;
  const shape = {
    users: 50_000 / scale,
    groups: 10_000 / scale,
    servicePrincipals: 3_000 / scale,
    applications: 1_500 / scale,
  };
  const tenant = await startTenantProcess(shape, requestMs);
  const pipeline = await newPipeline(tenant);
  try {
    await tenant.reset();
    await pipeline.run('backup', '--full');
    const told = await tenant.tell();
    const note = `${text(shape.users)} users, ${text(shape.groups)} groups, ${text(shape.servicePrincipals)} service principals, ${text(shape.applications)} applications`;
    const units = unitsOf(told.log);
    const [exporter, dsc] = [entraExporter(shape), microsoft365Dsc(shape)];
    return [
      atMost(
        { id: 'requests', what: 'requests of a full backup', unit: 'requests', note },
        told.requests,
        4_000 / scale,
      ),
      atMost(
        {
          id: 'sequence',
          what: 'its HTTP calls in sequence',
          unit: 'calls',
          note: `${text(told.calls)} calls in all, of ${requestMs} ms each and up to 8 side by side`,
        },
        longestSequence(told.spans),
        250 / scale,
      ),
      toldRow(
        {
          id: 'units',
          what: 'resource units that it costs',
          unit: 'units',
          note: `at least ${text(quotaSeconds(units, 8000))} s by the quota of a large tenant`,
        },
        units,
      ),
      atLeast(
        {
          id: 'peerRequests',
          what: 'requests of EntraExporter for it',
          unit: '× ours',
          note: `${text(exporter.requests)} by its formula`,
        },
        exporter.requests / told.requests,
        10,
      ),
      atLeast(
        {
          id: 'peerCalls',
          what: 'sequential calls of EntraExporter',
          unit: '× ours',
          note: `${text(exporter.calls)} by its formula`,
        },
        exporter.calls / longestSequence(told.spans),
        10,
      ),
      atLeast(
        {
          id: 'peerDsc',
          what: 'requests of Microsoft365DSC for it',
          unit: '× ours',
          note: `${text(dsc.requests)} by its formula, unbatched`,
        },
        dsc.requests / told.requests,
        10,
      ),
    ];
  } finally {
    await pipeline.remove();
    tenant.close();
  }
}
