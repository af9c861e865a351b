/** Difference reports in the formats that a person may ask for. */
import { Option } from 'commander';
import type { DifferenceReport } from '../core/model.ts';
import type { SnapshotStore } from '../core/ports.ts';
import { reportJson } from '../core/report/json.ts';
import { reportMarkdown } from '../core/report/markdown.ts';
import { reportTable } from '../core/report/table.ts';
import { reportYaml } from '../core/report/yaml.ts';
import { mentionedIn, namesIn } from '../flows/names.ts';
import type { Context } from './context.ts';

const formats = ['table', 'markdown', 'json', 'yaml'] as const;
export type Format = (typeof formats)[number];

export const formatOption = (): Option =>
  new Option('--format <format>', 'how to print it').choices(formats).default('table');

/** `main` gives the names of what the report only mentions. */
export async function renderReport(
  report: DifferenceReport,
  format: Format,
  { paint }: Context,
  store: SnapshotStore,
): Promise<string> {
  const nameOf = await namesIn(store, await store.main(), mentionedIn(report.objects));
  switch (format) {
    case 'table':
      return reportTable(report, paint, nameOf);
    case 'markdown':
      return reportMarkdown(report, nameOf);
    case 'json':
      return reportJson(report, nameOf);
    case 'yaml':
      return reportYaml(report, nameOf);
  }
}
