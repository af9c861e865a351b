/** Devices, and the groups that hold what is no person. */
import { guidFrom } from '../identity.ts';
import type { SeedBody, SeedGroup } from '../seed.ts';
import { principalId } from './applicationFacts.ts';
import { groupBody } from './groupBody.ts';
import { groupId, madeAt, userId } from './names.ts';

export const deviceNames = ['KIOSK-OSLO-1', 'KIOSK-OSLO-2', 'KIOSK-DUBLIN-1'] as const;
export const deviceId = (name: string): string => guidFrom('contoso', 'device', name);

export const deviceBody = (id: string, displayName: string): SeedBody => ({
  id,
  deviceId: guidFrom('deviceId', id),
  displayName,
  accountEnabled: true,
  operatingSystem: 'Windows',
  operatingSystemVersion: '10.0.26100.1',
  trustType: 'AzureAd',
  profileType: 'RegisteredDevice',
  isCompliant: true,
  isManaged: true,
  registrationDateTime: madeAt('device', displayName),
});

export const devices = (): readonly SeedBody[] =>
  deviceNames.map((name) => ({
    ...deviceBody(deviceId(name), name),
    deviceId: guidFrom('contoso', 'deviceId', name),
    isCompliant: name !== 'KIOSK-DUBLIN-1',
  }));

const machineGroups = {
  'SG-Kiosks': ['Devices that anybody may use', deviceNames.map(deviceId)],
  'SG-Automation': [
    'Applications that may use the build network',
    [principalId('nightlyExport'), principalId('vm-build-01')],
  ],
} as const;

export const machineGroupAliases = Object.keys(machineGroups) as readonly (keyof typeof machineGroups)[];

export const groupsOfMachines = (): readonly SeedGroup[] =>
  machineGroupAliases.map((alias) => {
    const [description, members] = machineGroups[alias];
    return groupBody({
      id: groupId(alias),
      displayName: alias,
      description,
      mailNickname: alias,
      createdDateTime: madeAt('group', alias),
      members,
      owners: [userId('piotr.wisniewski')],
    });
  });
