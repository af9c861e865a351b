import type { Body, DifferenceReport, Value } from '../model.ts';
import { reportData } from './data.ts';
import type { NameOf } from './names.ts';
import { visibleJson } from './visible.ts';

/** Data for other programs: two spaces, a line feed at the end. Safe to show on a terminal. */
export const printJson = (data: Body | readonly Value[]): string => visibleJson(`${JSON.stringify(data, null, 2)}\n`);

/** `diff --json`, as `schemas/difference-report.schema.json` describes it. */
export const reportJson = (report: DifferenceReport, nameOf?: NameOf): string => printJson(reportData(report, nameOf));
