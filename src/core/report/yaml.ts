import { emitCanonical } from '../canonical/emit.ts';
import type { DifferenceReport } from '../model.ts';
import { reportData } from './data.ts';
import type { NameOf } from './names.ts';

/** The data of `reportJson` in canonical YAML, keys sorted as in a snapshot. */
export const reportYaml = (report: DifferenceReport, nameOf?: NameOf): string =>
  emitCanonical(reportData(report, nameOf));
