/** `entra-rewind.yaml`: what a person wrote → what we mean by it. */
import schema from '../../../schemas/entra-rewind.schema.json' with { type: 'json' };
import type { ObjectType } from '../model.ts';
import { Failure } from '../problem.ts';
import { parseSettings } from './yamlDocument.ts';

export const configurationFile = 'entra-rewind.yaml';

export interface Configuration {
  readonly tenantId?: string;
  readonly retentionDays: number;
  readonly types?: readonly ObjectType[];
  /** Properties that are read or not, where the catalog leaves the choice. */
  readonly optionalProperties: { readonly [property: string]: boolean };
  /** How changes of app role assignments are found between full sweeps. */
  readonly assignments: 'swept' | 'audited';
  readonly graph: {
    readonly endpoint: string;
    readonly policiesPerSecond: number;
    readonly concurrency: number;
    readonly attempts: number;
  };
  /** Where pull requests live. Absent: `main` moves to each backup, and people merge with git. */
  readonly github?: {
    /** `owner/name`; what the environment says when absent. */
    readonly repository?: string;
    readonly apiUrl?: string;
    /** `none`: a difference report is merged as it is opened. */
    readonly review: 'required' | 'none';
    /** The app that alone writes backups and journal. */
    readonly appId?: number;
  };
}

/** Throws a Failure that holds every problem of the file. */
export function parseConfiguration(text: string): Configuration {
  const parsed = parseSettings<Configuration>(text, configurationFile, schema);
  if ('problems' in parsed) throw new Failure(parsed.problems);
  return parsed.settings;
}
