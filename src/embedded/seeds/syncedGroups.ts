/** Security groups that come from Active Directory: their members do too, and nothing of them is written in the cloud. */
import type { SeedGroup } from '../seed.ts';
import { groupBody } from './groupBody.ts';
import { groupId, madeAt, userId } from './names.ts';
import { syncedGroup } from './onPremises.ts';
import type { StaffAlias } from './staff.ts';

interface SyncedGroup {
  readonly description?: string;
  readonly members?: readonly StaffAlias[];
  readonly nested?: readonly string[];
}

/** By SAM account name, which is their display name as well. */
const fromActiveDirectory = {
  GG_Plant_All: {
    description: 'Alle Mitarbeiter im Werk',
    nested: ['GG_Plant_Shift_A', 'GG_Plant_Shift_B', 'GG_Plant_Office'],
  },
  GG_Plant_Shift_A: { description: 'Frühschicht', members: ['mehmet.oezdemir', 'thomas.schaefer'] },
  GG_Plant_Shift_B: { description: 'Spätschicht', members: ['bjoern.koenig', 'goran.saric'] },
  GG_Plant_Office: { members: ['sabine.mueller', 'ute.weiss', 'hannah.von.der.heide'] },
  GG_Plant_Warehouse: { description: 'Lager & Versand', members: ['lea.schulz', 'hannah.von.der.heide'] },
  GG_Plant_Managers: { members: ['sabine.mueller'] },
  GG_Quality: { members: ['ute.weiss'] },
  GG_Maintenance: { members: ['goran.saric', 'bjoern.koenig'] },
  DL_Share_Plant_RW: { description: '\\\\berfs01\\plant$', nested: ['GG_Plant_Office'] },
  DL_Share_Plant_RO: { description: '\\\\berfs01\\plant$', nested: ['GG_Plant_All'] },
  DL_Share_Quality_RW: { nested: ['GG_Quality', 'GG_Plant_Managers'] },
  DL_Printer_Halle_4: { nested: ['GG_Plant_Warehouse'] },
  DL_Scada_Operators: {
    description: 'Change only with the plant manager',
    members: ['mehmet.oezdemir', 'bjoern.koenig'],
  },
  DL_Scada_Viewers: { nested: ['GG_Plant_Office', 'GG_Maintenance'] },
  DL_Badge_Readers: {},
} as const satisfies Readonly<Record<string, SyncedGroup>>;

export const syncedGroupAliases = Object.keys(fromActiveDirectory) as readonly (keyof typeof fromActiveDirectory)[];

export const syncedSecurityGroups = (): readonly SeedGroup[] =>
  syncedGroupAliases.map((name) => {
    const { description, members, nested }: SyncedGroup = fromActiveDirectory[name];
    return groupBody({
      id: groupId(name),
      displayName: name,
      description: description ?? null,
      mailNickname: name,
      createdDateTime: madeAt('group', name),
      ...syncedGroup(name),
      members: [...(members ?? []).map(userId), ...(nested ?? []).map(groupId)],
      owners: [],
    });
  });
