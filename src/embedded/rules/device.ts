/** Devices: what groups may have as members. Nothing of them is written here. Source: CSDL. Last verified: 2026-11-23. */
import { propertiesOf } from '../schema.ts';
import type { TypeRules } from './rule.ts';

const names = [...propertiesOf('device').keys()];

export const deviceRules: TypeRules = {
  type: 'device',
  area: 'directory',
  readOnly: new Set(names),
  createOnly: new Set(),
  notUpdatable: new Set(),
  notClearable: new Set(),
  required: [],
  longest: {},
  apart: new Set(),
  returnedByDefault: () => names,
  defaults: (body) => body,
  check: () => null,
  settle: ({ after }) => after,
};
